/**
 * DoD Zero Trust: the 7 pillars, 45 capabilities and 152 activities (91 Target, 61 Advanced), and the controls that the overlays mark for them.
 * Sources: DoD CIO, Zero Trust Capabilities and Activities, list of 22 January 2025; NSA Zero Trust Implementation Guidelines, January 2026, for the phases of Target activities;
 * DoD Zero Trust Overlays, version 1.0, February 2024, for controls and for the phases of Advanced activities where known. US Government works.
 *
 * Titles are as printed. The overlays number the activities of capability 3.4 otherwise; they were matched by title. No control here means that the overlays, as extracted, mark none;
 * it does not prove that a later version has none.
 */
export const edition = { title: 'DoD Zero Trust', version: 'list of 2025-01-22, overlays 1.0' };

/** Number, key, title. */
export const pillars = `
1|user|User
2|device|Device
3|application|Application & Workload
4|data|Data
5|network|Network & Environment
6|automation|Automation & Orchestration
7|visibility|Visibility & Analytics
`;

/** Id, title, controls that the overlays mark for the capability but for none of its activities. */
export const capabilities = `
1.1|User Inventory
1.2|Conditional User Access
1.3|Multi-Factor Authentication (MFA)
1.4|Privileged Access Management (PAM)
1.5|Identity Federation & User Credentialing|IA-2
1.6|Behavioral, Contextual ID, and Biometrics
1.7|Least Privileged Access|SC-23
1.8|Continuous Authentication
1.9|Integrated ICAM Platform|IA-2
2.1|Device Inventory
2.2|Device Detection and Compliance
2.3|Device Authorization w/ Real Time Inspection|RA-9
2.4|Remote Access
2.5|Partially & Fully Automated Asset, Vulnerability and Patch Management|RA-5(2) SI-2(4) SI-2(5)
2.6|Unified Endpoint Management (UEM) & Mobile Device Management (MDM)|CM-8 SC-45 SC-45(1)
2.7|Endpoint & Extended Detection & Response (EDR & XDR)
3.1|Application Inventory
3.2|Secure Software Development & Integration
3.3|Software Risk Management
3.4|Resource Authorization & Integration|SC-23
3.5|Continuous Monitoring and Ongoing Authorizations
4.1|Data Catalog Risk Alignment
4.2|DoD Enterprise Data Governance
4.3|Data Labeling and Tagging
4.4|Data Monitoring and Sensing
4.5|Data Encryption & Rights Management
4.6|Data Loss Prevention (DLP)
4.7|Data Access Control
5.1|Data Flow Mapping|AC-4(3)
5.2|Software Defined Networking (SDN)
5.3|Macro Segmentation
5.4|Micro Segmentation
6.1|Policy Decision Point (PDP) & Policy Orchestration
6.2|Critical Process Automation
6.3|Machine Learning
6.4|Artificial Intelligence
6.5|Security Orchestration, Automation & Response (SOAR)
6.6|API Standardization
6.7|Security Operations Center (SOC) & Incident Response (IR)
7.1|Log All Traffic (Network, Data, Apps, Users)
7.2|Security Information and Event Management (SIEM)
7.3|Common Security and Risk Analytics
7.4|User and Entity Behavior Analytics
7.5|Threat Intelligence Integration
7.6|Automated Dynamic Policies|AC-16
`;

/** Id, title, T Target or A Advanced, phase (0 Discovery, 1 to 4), overlay (S system, O organization), controls. */
export const activities = `
1.1.1|Inventory User|T|0|SO|AC-2 AC-2(7) AC-14 IA-2 IA-8
1.2.1|Implement App Based Permissions per Enterprise|T|2|SO|AC-3 AC-5 AC-6 AC-6(5) AC-6(10) AC-16 AC-16(2) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-2 IA-4 SC-16 SC-16(1) SC-16(2) SC-16(3)
1.2.2|Rule Based Dynamic Access Pt1|T|2|SO|AC-2(6) AC-2(7) AC-2(11) AC-3(8) AC-3(10) AC-3(11) AC-3(13) AC-12 AC-24 AC-24(1) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
1.2.3|Rule Based Dynamic Access Pt2|A|3|SO|AC-17(9) IA-10
1.2.4|Enterprise Gov't roles and Permissions Pt1|A|3|SO|AC-3(13) AC-5 AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-4(9) IA-8 IA-8(4) SC-45 SC-45(1)
1.2.5|Enterprise Gov't roles and Permissions Pt2|A|4|SO|AC-2(11)
1.3.1|Organizational MFA/IDP|T|1|S|AC-2 AC-2(2) AC-2(9) AC-14 AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-2 IA-2(1) IA-2(2) IA-2(12) IA-5 RA-9 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
1.3.2|Alternative Flexible MFA Pt1|A|3|S|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-2(6) IA-4(9) IA-5 IA-8(2) IA-8(4) SC-45 SC-45(1)
1.3.3|Alternative Flexible MFA Pt2|A|4|S|IA-10
1.4.1|Implement System and Migrate Privileged Users Pt1|T|1|S|AC-2 AC-2(2) AC-2(7) AC-6 AC-6(9) AC-17(4) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-2 IA-2(5) IA-4(9) IA-5 IA-5(1) IA-5(2) IA-5(18) SC-45 SC-45(1) SI-4(20)
1.4.2|Implement System and Migrate Privileged Users Pt2|T|2|S|AC-6(5)
1.4.3|Real time Approvals & JIT/JEA Analytics Pt1|A|3|S|AC-6 AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 RA-5 RA-5(2) RA-5(5) SC-45 SC-45(1)
1.4.4|Real time Approvals & JIT/JEA Analytics Pt2|A|4|S|AC-2(12)
1.5.1|Organizational Identity Life-Cycle Management|T|1|SO|AC-2(3) AC-2(7) AC-2(11) AC-2(13) AC-6(5) AC-6(7) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-1 IA-4 IA-4(4) IA-4(9) IA-5 IA-5(10) IA-12 PL-4 PS-4 PS-5 SC-45 SC-45(1)
1.5.2|Enterprise Identity Life-Cycle Management Pt1|T|2|SO|AC-2(1) AC-2(2) AC-2(3) AC-2(4) AC-2(8) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-1 IA-4 IA-4(4) IA-4(9) IA-5 IA-8 IA-8(1) IA-8(5) IA-12 SC-45 SC-45(1)
1.5.3|Enterprise Identity Life-Cycle Management Pt2|A|3|SO|IA-4(5) IA-4(6) IA-5(9) IA-5(10)
1.5.4|Enterprise Identity Life-Cycle Management Pt3|A
1.6.1|Implement User & Entity Behavior Activity (UEBA) and User Activity Monitoring (UAM) Tooling|T|2|S|AC-2(12) AU-2 AU-3 AU-3(3) AU-6 AU-6(8) AU-7 AU-7(1) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 AU-14 SC-45 SC-45(1) SI-4 SI-4(2) SI-4(4) SI-4(9) SI-4(10) SI-4(13) SI-4(19) SI-4(20)
1.6.2|User Activity Monitoring Pt1|A|3|S|AC-2(12) AU-2 AU-3 AU-3(3) AU-6 AU-7 AU-7(1) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 PM-12
1.6.3|User Activity Monitoring Pt2|A
1.7.1|Deny User by Default Policy|T|1|SO|AC-2(11) AC-3 AC-3(7) AC-3(8) AC-3(13) AC-6 AC-6(5) AC-6(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-11 SC-23(5) SC-45 SC-45(1)
1.8.1|Single Authentication|T|1|O|IA-5 IA-5(1) IA-5(2) IA-5(18) IA-11 SC-23 SC-23(5) SC-45 SC-45(1)
1.8.2|Periodic Authentication|T|2|O|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-5 IA-5(1) IA-5(2) IA-5(18) IA-11 SC-45 SC-45(1)
1.8.3|Continuous Authentication Pt1|A|3|O|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-5 IA-5(1) IA-5(2) IA-5(18) IA-11 SC-45 SC-45(1)
1.8.4|Continuous Authentication Pt2|A
1.9.1|Enterprise PKI/IDP Pt1|T|2|S|AC-2 AC-2(2) AC-2(9) AC-14 AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-2(1) IA-2(2) IA-2(12) IA-4(9) IA-5(2) IA-5(9) IA-5(14) IA-8 IA-8(1) IA-8(5) SC-12 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
1.9.2|Enterprise PKI/IDP Pt2|A|3|S|AC-16(9) IA-5(12) IA-5(17)
1.9.3|Enterprise PKI/IDP Pt3|A
2.1.1|Device Health Tool Gap Analysis|T|0|SO|CM-9 IA-3
2.1.2|NPE/PKI, Device under Management|T|1|SO|AC-2 IA-2 IA-3 IA-4 IA-4(9) IA-5 IA-5(2) IA-9
2.1.3|Enterprise IDP Pt1|T|2|SO|AC-2 AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 IA-3 IA-4(6) IA-4(9) IA-8 SC-45 SC-45(1)
2.1.4|Enterprise IDP Pt2|A|3|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) SC-16 SC-16(1) SC-16(2) SC-16(3)
2.2.1|Implement C2C/Compliance Based Network Authorization Pt1|T|2|S|AC-3 AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AC-17 AC-17(1) CM-3 CM-3(5) CM-6 CM-6(1) CM-6(2) CM-8(2) CM-8(3) SC-7(20) SC-16 SC-16(1) SC-16(2) SC-16(3) SI-2 SI-2(2)
2.2.2|Implement C2C/Compliance Based Network Authorization Pt2|A|3|S|AC-2(6)
2.3.1|Entity Activity Monitoring Pt1|A|3|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-6 AU-7 AU-7(1) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
2.3.2|Entity Activity Monitoring Pt2|A|4|SO|SI-4(3)
2.3.3|Implement Application Control & File Integrity Monitoring (FIM) Tools|T|2|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-7(2) CM-7(5) CM-11 CM-11(3) SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1) SI-3(8) SI-7 SI-7(8)
2.3.4|Integrate NextGen AV Tools with C2C|T|0|S|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1) SI-3
2.3.5|Fully Integrate Device Security stack with C2C as appropriate|A|3|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-7(2) CM-7(5) CM-11 CM-11(3) SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
2.3.6|Enterprise PKI Pt1|A|3|S|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) IA-4(6) IA-5(9) IA-5(14) SC-12 SC-12(1) SC-12(3) SC-13 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-17
2.3.7|Enterprise PKI Pt2|A
2.4.1|Deny Device by Default Policy|T|1|SO|AC-3 AC-3(7) AC-3(8) AC-3(13) AC-6 AC-17 AC-17(1)
2.4.2|Managed and Limited BYOD & IOT Support|T|2|SO|AC-2(6) AC-3 AC-3(11) AC-19 AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
2.4.3|Managed and Full BYOD & IOT Support Pt1|A
2.4.4|Managed and Full BYOD & IOT Support Pt2|A
2.5.1|Implement Asset, Vulnerability and Patch Management Tools|T|1|S|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-2 CM-2(2) CM-6 CM-6(1) RA-5 SC-45 SC-45(1) SI-2 SI-2(2)
2.6.1|Implement UEDM or equivalent Tools|T|1|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-11 CM-11(3) CM-14 SC-16 SC-16(1) SC-16(2) SC-16(3)
2.6.2|Enterprise Device Management Pt1|T|1|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-8(2) CM-8(6) CM-8(9) RA-9 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-25 SI-4(23)
2.6.3|Enterprise Device Management Pt2|T|2
2.7.1|Implement Endpoint Detection & Response (EDR) Tools and Integrate with C2C|T|1|S|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1) SI-4 SI-4(2) SI-4(23) SI-4(24)
2.7.2|Implement Extended Detection & Response (XDR) Tools and Integrate with C2C Pt1|T|2|S|SI-4(1) SI-4(4) SI-4(10) SI-4(11) SI-4(13) SI-4(16)
2.7.3|Implement Extended Detection & Response (XDR) Tools and Integrate with C2C Pt2|A|3|S|AU-2 AU-3 AU-6 AU-6(4) AU-6(5) AU-7 AU-7(1) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 AU-12(1) SC-45 SC-45(1)
3.1.1|Application/Code Identification|T|0|S|CM-8 CM-8(9)
3.2.1|Build DevSecOps Software Factory Pt1|T|1|S|AC-4 AC-4(17) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CM-2 CM-2(2) CM-3 CM-3(3) CM-6 CM-6(1) CM-9 IA-5(5) IA-5(7) IA-6 RA-5 RA-5(2) RA-5(5) SA-8(14) SA-11 SA-15 SA-15(2) SA-15(7) SA-17(7) SC-27 SC-45 SC-45(1) SI-2 SI-2(2)
3.2.2|Build DevSecOps Software Factory Pt2|T|1|S|CM-3(1) SI-2(4) SI-2(5) SI-10 SI-10(2) SI-10(5) SI-11 SI-14 SI-15
3.2.3|Automate Application Security & Code Remediation Pt1|T|2|S|AC-3(12) AC-4 AC-4(1) AC-4(17) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 CA-2 CA-5 CA-5(1) CM-3(3) CM-4 CM-6 CM-6(1) CM-7 IA-5(5) IA-5(7) IA-6 SA-11 SA-11(1) SA-11(4) SA-11(8) SA-11(9) SC-45 SC-45(1) SI-2(4) SI-2(5) SI-10 SI-10(2) SI-10(4) SI-10(5) SI-10(6) SI-11 SI-23
3.2.4|Automate Application Security & Code Remediation Pt2|A|3|S|CM-3(1) SC-7(17) SI-7(17)
3.3.1|Approved Binaries/Code|T|1|S|CM-7(8) CM-10 CM-10(1) RA-3(1) SA-10 SA-10(1) SA-10(4) SA-10(6) SA-15 SR-3 SR-4(3) SR-4(4) SR-9 SR-10 SR-11
3.3.2|Vulnerability Management Program Pt1|T|1|SO|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 RA-5 RA-5(2) RA-5(5) SC-45 SC-45(1) SI-2
3.3.3|Vulnerability Management Program Pt2|T|2|SO|PM-15 RA-5(11)
3.3.4|Continual Validation|T|2|S|CA-2 CA-5 CA-5(1) CA-7 CA-7(6) CM-2 CM-2(2) CM-2(6) CM-3 CM-3(2) CM-4(1) CM-4(2) CM-6 CM-6(1) SA-11 SA-11(1) SA-11(4) SA-11(8) SA-11(9) SA-15(1) SA-15(7) SI-2
3.4.1|Resource Authorization Pt1|T|1|SO|AC-2 AC-3 AC-3(12) AC-3(13) AC-4 AC-4(3) AC-4(8) AC-4(10) AC-4(11) AC-4(17) AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AC-17 AC-17(1) AC-17(2) IA-3(1) SC-7(8) SC-7(11) SC-7(16) SC-10 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-23(5) SC-30 SI-10(5)
3.4.2|Resource Authorization Pt2|T|2
3.4.3|SDC Resource Authorization Pt1|T|1|S|AC-2 AC-3 AC-3(12) AC-3(13) AC-4 AC-4(3) AC-4(8) AC-4(10) AC-4(11) AC-4(17) AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AC-17 AC-17(1) AC-17(2) IA-3(1) SC-7(8) SC-7(11) SC-7(16) SC-10 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-23(5) SC-30 SI-10(5)
3.4.4|SDC Resource Authorization Pt2|T|2
3.4.5|Enrich Attributes for Resource Authorization Pt1|A|3|S|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(10) SC-16 SC-16(1) SC-16(2) SC-16(3)
3.4.6|Enrich Attributes for Resource Authorization Pt2|A
3.4.7|REST API Micro-Segments|A|4|SO|AC-16(9)
3.5.1|Continuous Authorization to Operate (cATO) Pt1|A|3|SO|CA-2 CA-5 CA-6 CA-7
3.5.2|Continuous Authorization to Operate (cATO) Pt2|A|4|SO|CA-5(1) CA-7(6)
4.1.1|Data Analysis|T|0||RA-3
4.2.1|Define Data Tagging Standards|T|1|O|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) PT-2 PT-2(1) PT-2(2) PT-3 PT-3(1) PT-3(2) SC-16 SC-16(1) SC-16(2) SC-16(3)
4.2.2|Interoperability Standards|T|1
4.2.3|Develop Software Defined Storage (SDS) Policy|T|2
4.3.1|Implement Data Tagging & Classification Tools|T|1
4.3.2|Manual Data Tagging Pt1|T|2|S|AC-16 AC-16(2) AC-16(4) AC-16(6) AC-16(7) AC-16(10) SC-16 SC-16(1) SC-16(2) SC-16(3)
4.3.3|Manual Data Tagging Pt2|A
4.3.4|Automated Data Tagging & Support Pt1|A|3|S|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1) SI-18(2)
4.3.5|Automated Data Tagging & Support Pt2|A
4.4.1|DLP Enforcement Point Logging and Analysis|T|0|SO|AC-4(26) AU-2 AU-3 AU-6 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
4.4.2|DRM Enforcement Point Logging and Analysis|T|0|SO|AU-2 AU-3 AU-6 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
4.4.3|File Activity Monitoring Pt1|T|1|SO|AC-23 AU-2 AU-3 AU-6 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
4.4.4|File Activity Monitoring Pt2|T|2
4.4.5|Database Activity Monitoring|A|3|SO|AC-23 AU-2 AU-3 AU-6 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
4.4.6|Comprehensive Data Activity Monitoring|A|4|SO|AU-6(3) AU-6(4)
4.5.1|Implement DRM and Protection Tools Pt1|T|1|SO|AC-3 AC-3(11) AC-3(13) AC-21 AC-23 AC-24 AC-24(1) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-8 SC-8(1) SC-12 SC-12(1) SC-12(2) SC-12(3) SC-13 SC-28 SC-28(1) SC-28(3) SC-45 SC-45(1)
4.5.2|Implement DRM and Protection Tools Pt2|T|2
4.5.3|DRM Enforcement via Data Tags and Analytics Pt1|T|2|SO|AC-3 AC-3(11) AC-3(13) AC-21 AC-23 AC-24 AC-24(1) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 PT-2 PT-2(2) SC-8 SC-8(1) SC-12 SC-12(1) SC-12(2) SC-12(3) SC-13 SC-28 SC-28(1) SC-28(3) SC-45 SC-45(1) SI-20
4.5.4|DRM Enforcement via Data Tags and Analytics Pt2|A
4.5.5|DRM Enforcement via Data Tags and Analytics Pt3|A|4|SO|AC-21(1)
4.6.1|Implement Enforcement Points|T|1|SO|AC-4(1) AC-4(26)
4.6.2|DLP Enforcement via Data Tags and Analytics Pt1|T|2|SO|AC-4 AC-4(1) AC-4(3) AC-4(6) AC-4(8) AC-4(10) AC-4(11) AC-4(12) AC-4(19) AC-4(23) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 PT-2(2) SC-7(10) SC-45 SC-45(1) SI-4(10) SI-4(18) SI-20
4.6.3|DLP Enforcement via Data Tags and Analytics Pt2|A
4.6.4|DLP Enforcement via Data Tags and Analytics Pt3|A
4.7.1|Integrate DAAS Access w/SDS Policy Pt1|T|2|SO|AC-4(1)
4.7.2|Integrate DAAS Access w/SDS Policy Pt2|A
4.7.3|Integrate DAAS Access w/SDS Policy Pt3|A
4.7.4|Integrate Solution(s) and Policy with Enterprise IDP Pt1|T|2
4.7.5|Integrate Solution(s) and Policy with Enterprise IDP Pt2|A
4.7.6|Implement SDS Tool and/or integrate with DRM Tool Pt1|A
4.7.7|Implement SDS Tool and/or integrate with DRM Tool Pt2|A
5.1.1|Define Granular Control Access Rules & Policies Pt1|T|0|S|CM-12
5.1.2|Define Granular Control Access Rules & Policies Pt2|T|1|S|AC-4 AC-4(1) AC-4(6) AC-4(8) AC-4(11) AC-4(12) AC-4(19)
5.2.1|Define SDN APIs|T|0
5.2.2|Implement SDN Programable Infrastructure|T|1|S|AC-3 AC-3(7) AC-3(13)
5.2.3|Segment Flows into Control, Management, and Data Planes|T|2|S|AC-4 AC-4(21) CA-9 SC-2 SC-2(1) SC-7(15)
5.2.4|Network Asset Discovery & Optimization|A|3|S|SI-4(25)
5.2.5|Real-Time Access Decisions|A|3|S|AC-3 SI-4(3)
5.3.1|Datacenter Macro Segmentation|T|1|SO|AC-4 AC-4(21) CA-9 CA-9(1) SC-2 SC-2(1) SC-7 SC-7(4) SC-7(5) SC-7(18) SC-7(21) SC-7(22) SC-7(29)
5.3.2|B/C/P/S Macro segmentation|T|2|SO|CA-9 CA-9(1) SC-7 SC-7(4) SC-7(5) SC-7(18) SC-7(21) SC-7(22) SC-7(29)
5.4.1|Implement Micro segmentation|T|1|SO|AC-4 AC-4(3) AC-4(17) SC-7(12) SI-4(10)
5.4.2|Application & Device Micro segmentation|T|2|S|AC-4(1)
5.4.3|Process Micro segmentation|A|3|S|AC-4(2) SC-4 SC-39 SC-39(2)
5.4.4|Protect Data In Transit|T|2|S|SC-8 SC-8(1) SC-13
6.1.1|Policy Inventory & Development|T|0|SO|AC-1 IA-1
6.1.2|Organization Access Profile|T|1|SO|AC-2 AC-2(11) AC-4(3) AC-4(6) AC-4(8) AC-4(10) AC-4(11) AC-4(19) AC-4(29) AC-6 AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(9) AC-16(10) AC-24 AC-24(1) SC-16 SC-16(1) SC-16(2) SC-16(3)
6.1.3|Enterprise Security Profile Pt1|T|2|SO|AC-16(7)
6.1.4|Enterprise Security Profile Pt2|A
6.2.1|Task Automation Analysis|T|0|O|IR-4 IR-4(1)
6.2.2|Enterprise Integration & Workflow Provisioning Pt1|T|2
6.2.3|Enterprise Integration & Workflow Provisioning Pt2|A
6.3.1|Implement Data Tagging & Classification ML Tools|T|2|SO|AC-16 AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 PT-2 PT-2(1) PT-2(2) PT-3 PT-3(1) PT-3(2) SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
6.4.1|Implement AI automation tools|A
6.4.2|AI Driven by Analytics decides A&O modifications|A|4|SO|IR-4(1) RA-3 RA-3(4)
6.5.1|Response Automation Analysis|T|0|O|IR-4 RA-7
6.5.2|Implement SOAR Tools|T|1|SO|AU-2 AU-3 AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-12 SC-45 SC-45(1)
6.5.3|Implement Playbooks|A|4|SO|IR-4 IR-4(1) IR-4(2) IR-4(9) SA-17(8)
6.6.1|Tool Compliance Analysis|T|0
6.6.2|Standardized API Calls & Schemas Pt1|T|1|SO|SA-15
6.6.3|Standardized API Calls & Schemas Pt2|T|2
6.7.1|Workflow Enrichment Pt1|T|1|SO|IR-4 IR-4(1) IR-4(2) IR-4(9) IR-4(14) IR-5 IR-6 IR-6(2) IR-8 SI-7(7)
6.7.2|Workflow Enrichment Pt2|T|2
6.7.3|Workflow Enrichment Pt3|A
6.7.4|Automated Workflow|A|4|SO|IR-5(1) IR-6(1) SI-4(7)
7.1.1|Scale Considerations|T|0|SO|AU-4 AU-4(1) AU-5 AU-7 AU-7(1) AU-11 CP-2 CP-2(2)
7.1.2|Log Parsing|T|1|SO|AC-6(9) AU-2 AU-3 AU-3(1) AU-3(3) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-11 AU-12 AU-12(2) AU-12(3)
7.1.3|Log Analysis|T|2|SO|AU-6 AU-7 AU-7(1)
7.2.1|Threat Alerting Pt1|T|1|SO|AU-2 AU-3 AU-6 AU-6(1) AU-6(4) AU-6(6) AU-8 AU-9 AU-9(4) AU-10 AU-10(1) AU-11 AU-12 AU-12(1) AU-12(2) AU-12(3) IR-4 IR-4(1) SC-45 SC-45(1) SI-4 SI-4(1) SI-4(2) SI-4(5) SI-4(12)
7.2.2|Threat Alerting Pt2|T|2|SO|AU-6(3) AU-6(5) IR-4(4) IR-4(13)
7.2.3|Threat Alerting Pt3|A|3|SO|AC-2(12) SC-5(3) SC-26 SC-44 SC-48 SC-48(1) SI-3(10)
7.2.4|Asset ID & Alert Correlation|T|1|SO|AU-6 AU-8 AU-12(1) IR-4 IR-4(1) SC-45 SC-45(1) SI-4(16) SI-4(17)
7.2.5|User/Device Baselines|T|2|SO|AC-2(12) AU-11(1)
7.3.1|Implement Analytics Tools|T|1|SO|AU-6 AU-6(1)
7.3.2|Establish User Baseline Behavior|T|2|SO|AC-2(12) AU-11(1)
7.4.1|Baseline & Profiling Pt1|T|2|SO|AC-2(12) IR-4(13)
7.4.2|Baseline & Profiling Pt2|A
7.4.3|UEBA Baseline Support Pt1|A|3|SO|AC-2(12) IR-4(13)
7.4.4|UEBA Baseline Support Pt2|A
7.5.1|Cyber Threat Intelligence Program Pt1|T|1|SO|PM-16 RA-3(3) SI-4(24) SI-5
7.5.2|Cyber Threat Intelligence Program Pt2|T|2|SO|AU-6(5) AU-6(9) PM-15 PM-16(1)
7.6.1|AI-enabled Network Access|A|3|SO|AC-2(6) AC-16(1) AC-16(2) AC-16(3) AC-16(4) AC-16(6) AC-16(7) AC-16(8) AC-16(9) AC-16(10) AC-17 AC-17(1) AC-17(9) AC-24 AC-24(1) IA-10 SC-16 SC-16(1) SC-16(2) SC-16(3) SC-45 SC-45(1)
7.6.2|AI-enabled Dynamic Access Control|A|4|SO|AC-2(6) AC-2(11) AC-3 AC-3(8) AC-3(11) AC-3(13) RA-3(4) SI-4(3)
`;
