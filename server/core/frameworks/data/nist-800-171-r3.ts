/**
 * NIST SP 800-171 Revision 3: the 97 requirements with their source controls in 800-53 Rev 5, and the 33 withdrawn ids.
 * Source: the OSCAL catalog 1.0.0 of SP 800-171 Rev 3 by NIST, public domain.
 * The last column of a requirement is our judgement, as in Revision 2: the controls whose evidence bears on this very requirement.
 */
export const edition = { title: 'NIST SP 800-171 Rev 3', version: 'May 2024' };

/** Prefix, family. */
export const families = `
03.01|Access Control
03.02|Awareness and Training
03.03|Audit and Accountability
03.04|Configuration Management
03.05|Identification and Authentication
03.06|Incident Response
03.07|Maintenance
03.08|Media Protection
03.09|Personnel Security
03.10|Physical Protection
03.11|Risk Assessment
03.12|Security Assessment and Monitoring
03.13|System and Communications Protection
03.14|System and Information Integrity
03.15|Planning
03.16|System and Services Acquisition
03.17|Supply Chain Risk Management
`;

/** Id, title, source controls, controls whose evidence counts where they are fewer. */
export const requirements = `
03.01.01|Account Management|AC-2 AC-2(3) AC-2(5) AC-2(13)
03.01.02|Access Enforcement|AC-3
03.01.03|Information Flow Enforcement|AC-4
03.01.04|Separation of Duties|AC-5
03.01.05|Least Privilege|AC-6 AC-6(1) AC-6(7) AU-9(4)
03.01.06|Least Privilege – Privileged Accounts|AC-6(2) AC-6(5)
03.01.07|Least Privilege – Privileged Functions|AC-6(9) AC-6(10)
03.01.08|Unsuccessful Logon Attempts|AC-7
03.01.09|System Use Notification|AC-8
03.01.10|Device Lock|AC-11 AC-11(1)
03.01.11|Session Termination|AC-12
03.01.12|Remote Access|AC-17 AC-17(3) AC-17(4)
03.01.16|Wireless Access|AC-18 AC-18(1) AC-18(3)
03.01.18|Access Control for Mobile Devices|AC-19 AC-19(5)
03.01.20|Use of External Systems|AC-20 AC-20(1) AC-20(2)
03.01.22|Publicly Accessible Content|AC-22
03.02.01|Literacy Training and Awareness|AT-2 AT-2(2) AT-2(3)
03.02.02|Role-Based Training|AT-3
03.03.01|Event Logging|AU-2
03.03.02|Audit Record Content|AU-3 AU-3(1)
03.03.03|Audit Record Generation|AU-11 AU-12
03.03.04|Response to Audit Logging Process Failures|AU-5
03.03.05|Audit Record Review, Analysis, and Reporting|AU-6 AU-6(3)
03.03.06|Audit Record Reduction and Report Generation|AU-7
03.03.07|Time Stamps|AU-8
03.03.08|Protection of Audit Information|AU-9 AU-9(4)
03.04.01|Baseline Configuration|CM-2
03.04.02|Configuration Settings|CM-6
03.04.03|Configuration Change Control|CM-3
03.04.04|Impact Analyses|CM-4 CM-4(2)
03.04.05|Access Restrictions for Change|CM-5
03.04.06|Least Functionality|CM-7 CM-7(1)
03.04.08|Authorized Software – Allow by Exception|CM-7(5)
03.04.10|System Component Inventory|CM-8 CM-8(1)
03.04.11|Information Location|CM-12
03.04.12|System and Component Configuration for High-Risk Areas|CM-2(7)
03.05.01|User Identification and Authentication|IA-2 IA-11
03.05.02|Device Identification and Authentication|IA-3
03.05.03|Multi-Factor Authentication|IA-2(1) IA-2(2)
03.05.04|Replay-Resistant Authentication|IA-2(8)
03.05.05|Identifier Management|IA-4 IA-4(4)
03.05.07|Password Management|IA-5(1)
03.05.11|Authentication Feedback|IA-6
03.05.12|Authenticator Management|IA-5
03.06.01|Incident Handling|IR-4
03.06.02|Incident Monitoring, Reporting, and Response Assistance|IR-5 IR-6 IR-7
03.06.03|Incident Response Testing|IR-3
03.06.04|Incident Response Training|IR-2
03.06.05|Incident Response Plan|IR-8
03.07.04|Maintenance Tools|MA-3 MA-3(1) MA-3(2) MA-3(3)
03.07.05|Nonlocal Maintenance|MA-4
03.07.06|Maintenance Personnel|MA-5
03.08.01|Media Storage|MP-4
03.08.02|Media Access|MP-2
03.08.03|Media Sanitization|MP-6
03.08.04|Media Marking|MP-3
03.08.05|Media Transport|MP-5 SC-28|MP-5
03.08.07|Media Use|MP-7
03.08.09|System Backup – Cryptographic Protection|CP-9 CP-9(8)|CP-9(8)
03.09.01|Personnel Screening|PS-3
03.09.02|Personnel Termination and Transfer|PS-4 PS-5
03.10.01|Physical Access Authorizations|PE-2
03.10.02|Monitoring Physical Access|PE-6
03.10.06|Alternate Work Site|PE-17
03.10.07|Physical Access Control|PE-3 PE-5
03.10.08|Access Control for Transmission|PE-4
03.11.01|Risk Assessment|RA-3 RA-3(1) SR-6
03.11.02|Vulnerability Monitoring and Scanning|RA-5 RA-5(2)
03.11.04|Risk Response|RA-7
03.12.01|Security Assessment|CA-2
03.12.02|Plan of Action and Milestones|CA-5
03.12.03|Continuous Monitoring|CA-7
03.12.05|Information Exchange|CA-3
03.13.01|Boundary Protection|SC-7
03.13.04|Information in Shared System Resources|SC-4
03.13.06|Network Communications – Deny by Default – Allow by Exception|SC-7(5)
03.13.08|Transmission and Storage Confidentiality|SC-8 SC-8(1) SC-28 SC-28(1)
03.13.09|Network Disconnect|SC-10
03.13.10|Cryptographic Key Establishment and Management|SC-12
03.13.11|Cryptographic Protection|SC-13
03.13.12|Collaborative Computing Devices and Applications|SC-15
03.13.13|Mobile Code|SC-18
03.13.15|Session Authenticity|SC-23
03.14.01|Flaw Remediation|SI-2
03.14.02|Malicious Code Protection|SI-3
03.14.03|Security Alerts, Advisories, and Directives|SI-5
03.14.06|System Monitoring|SI-4 SI-4(4)
03.14.08|Information Management and Retention|SI-12
03.15.01|Policy and Procedures|AC-1 AT-1 AU-1 CA-1 CM-1 IA-1 IR-1 MA-1 MP-1 PE-1 PL-1 PS-1 RA-1 SA-1 SC-1 SI-1 SR-1
03.15.02|System Security Plan|PL-2
03.15.03|Rules of Behavior|PL-4
03.16.01|Security Engineering Principles|SA-8
03.16.02|Unsupported System Components|SA-22
03.16.03|External System Services|SA-9
03.17.01|Supply Chain Risk Management Plan|SR-2
03.17.02|Acquisition Strategies, Tools, and Methods|SR-5
03.17.03|Supply Chain Requirements and Processes|SR-3
`;

/** Withdrawn id, how, where its content went. */
export const withdrawn = `
03.01.13|addressed by|03.13.08
03.01.14|incorporated into|03.01.12
03.01.15|incorporated into|03.01.12
03.01.17|incorporated into|03.01.16
03.01.19|incorporated into|03.01.18
03.01.21|incorporated into|03.01.20
03.02.03|incorporated into|03.02.01
03.03.09|incorporated into|03.03.08
03.04.07|incorporated into|03.04.06 03.04.08
03.04.09|addressed by|03.01.05 03.01.06 03.01.07 03.04.08 03.12.03
03.05.06
03.05.08
03.05.09
03.05.10|incorporated into|03.05.07
03.07.01
03.07.02|incorporated into|03.07.04 03.07.06
03.07.03|incorporated into|03.08.03
03.08.06|incorporated into|03.13.08
03.08.08|incorporated into|03.08.07
03.10.03|incorporated into|03.10.07
03.10.04|incorporated into|03.10.07
03.10.05|incorporated into|03.10.07
03.11.03|incorporated into|03.11.02
03.12.04|incorporated into|03.15.02
03.13.02
03.13.03|addressed by|03.01.01 03.01.02 03.01.03 03.01.04 03.01.05 03.01.06 03.01.07
03.13.05|incorporated into|03.13.01
03.13.07|addressed by|03.01.12 03.04.02 03.04.06
03.13.14
03.13.16|incorporated into|03.13.08
03.14.04|incorporated into|03.14.02
03.14.05|addressed by|03.14.02
03.14.07|incorporated into|03.14.06
`;
