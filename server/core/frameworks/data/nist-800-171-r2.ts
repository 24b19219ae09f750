/**
 * NIST SP 800-171 Revision 2: the 110 requirements, and the 800-53 controls that its Appendix D sets against each.
 * Sources: SP 800-171 Rev 2, Appendix D (printed against 800-53 Rev 4; an id withdrawn in Rev 5 gives way to the successor that NIST names); 32 CFR 170.24(c)(2) for the points.
 * Two transcriptions of Appendix D differ in 14 requirements; the newer one is used. Short titles are the names of CMMC, for Rev 2 gives none.
 *
 * The last column is our judgement: the controls whose evidence bears on this very requirement, where Appendix D sets a block of requirements against a block of controls,
 * where a Rev 4 control gave way to a broader one, or where the requirement is one part of the control only. "-" says that no control id alone ever shows it.
 */
export const edition = { title: 'NIST SP 800-171 Rev 2', version: 'February 2020' };

/** Prefix, family. */
export const families = `
3.1|Access Control
3.2|Awareness and Training
3.3|Audit and Accountability
3.4|Configuration Management
3.5|Identification and Authentication
3.6|Incident Response
3.7|Maintenance
3.8|Media Protection
3.9|Personnel Security
3.10|Physical Protection
3.11|Risk Assessment
3.12|Security Assessment
3.13|System and Communications Protection
3.14|System and Information Integrity
`;

/** Id, short title, basic or derived, points (5/3: three when partly met; none for 3.12.4), controls (old>successor), controls whose evidence counts where they are fewer or others. */
export const requirements = `
3.1.1|Authorized Access Control|basic|5|AC-2 AC-3 AC-17
3.1.2|Transaction & Function Control|basic|5|AC-2 AC-3 AC-17
3.1.3|Control CUI Flow|derived|1|AC-4
3.1.4|Separation of Duties|derived|1|AC-5
3.1.5|Least Privilege|derived|3|AC-6 AC-6(1) AC-6(5)
3.1.6|Non-Privileged Account Use|derived|1|AC-6(2)
3.1.7|Privileged Functions|derived|1|AC-6(9) AC-6(10)
3.1.8|Unsuccessful Logon Attempts|derived|1|AC-7
3.1.9|Privacy & Security Notices|derived|1|AC-8
3.1.10|Session Lock|derived|1|AC-11 AC-11(1)
3.1.11|Session Termination|derived|1|AC-12
3.1.12|Control Remote Access|derived|5|AC-17(1)
3.1.13|Remote Access Confidentiality|derived|5|AC-17(2)
3.1.14|Remote Access Routing|derived|1|AC-17(3)
3.1.15|Privileged Remote Access|derived|1|AC-17(4)
3.1.16|Wireless Access Authorization|derived|5|AC-18
3.1.17|Wireless Access Protection|derived|5|AC-18(1)
3.1.18|Mobile Device Connection|derived|5|AC-19
3.1.19|Encrypt CUI on Mobile|derived|3|AC-19(5)
3.1.20|External Connections|derived|1|AC-20 AC-20(1)
3.1.21|Portable Storage Use|derived|1|AC-20(2)
3.1.22|Control Public Information|derived|1|AC-22
3.2.1|Role-Based Risk Awareness|basic|5|AT-2 AT-3
3.2.2|Role-Based Training|basic|5|AT-2 AT-3
3.2.3|Insider Threat Awareness|derived|1|AT-2(2)
3.3.1|System Auditing|basic|5|AU-2 AU-3 AU-3(1) AU-6 AU-11 AU-12
3.3.2|User Accountability|basic|3|AU-2 AU-3 AU-3(1) AU-6 AU-11 AU-12|AU-2 AU-3 AU-3(1) AU-12
3.3.3|Event Review|derived|1|AU-2(3)>AU-2|-
3.3.4|Audit Failure Alerting|derived|1|AU-5
3.3.5|Audit Correlation|derived|5|AU-6(3)
3.3.6|Reduction & Reporting|derived|1|AU-7
3.3.7|Authoritative Time Source|derived|1|AU-8 AU-8(1)>SC-45(1)
3.3.8|Audit Protection|derived|1|AU-9
3.3.9|Audit Management|derived|1|AU-9(4)
3.4.1|System Baselining|basic|5|CM-2 CM-6 CM-8 CM-8(1)|CM-2 CM-8 CM-8(1)
3.4.2|Security Configuration Enforcement|basic|5|CM-2 CM-6 CM-8 CM-8(1)|CM-6
3.4.3|System Change Management|derived|1|CM-3
3.4.4|Security Impact Analysis|derived|1|CM-4
3.4.5|Access Restrictions for Change|derived|5|CM-5
3.4.6|Least Functionality|derived|5|CM-7
3.4.7|Nonessential Functionality|derived|5|CM-7(1) CM-7(2)
3.4.8|Application Execution Policy|derived|5|CM-7(4) CM-7(5)
3.4.9|User-Installed Software|derived|1|CM-11
3.5.1|Identification|basic|5|IA-2 IA-3 IA-5|IA-2 IA-3
3.5.2|Authentication|basic|5|IA-2 IA-3 IA-5
3.5.3|Multifactor Authentication|derived|5/3|IA-2(1) IA-2(2) IA-2(3)>IA-2(1)
3.5.4|Replay-Resistant Authentication|derived|1|IA-2(8) IA-2(9)>IA-2(8)
3.5.5|Identifier Reuse|derived|1|IA-4
3.5.6|Identifier Handling|derived|1|IA-4
3.5.7|Password Complexity|derived|1|IA-5(1)
3.5.8|Password Reuse|derived|1|IA-5(1)
3.5.9|Temporary Passwords|derived|1|IA-5(1)
3.5.10|Cryptographically-Protected Passwords|derived|5|IA-5(1)
3.5.11|Obscure Feedback|derived|1|IA-6
3.6.1|Incident Handling|basic|5|IR-2 IR-4 IR-5 IR-6 IR-7|IR-2 IR-4 IR-5 IR-7
3.6.2|Incident Reporting|basic|5|IR-2 IR-4 IR-5 IR-6 IR-7|IR-5 IR-6
3.6.3|Incident Response Testing|derived|1|IR-3
3.7.1|Perform Maintenance|basic|3|MA-2 MA-3 MA-3(1) MA-3(2)
3.7.2|System Maintenance Control|basic|5|MA-2 MA-3 MA-3(1) MA-3(2)
3.7.3|Equipment Sanitization|derived|1|MA-2
3.7.4|Media Inspection|derived|3|MA-3(2)
3.7.5|Nonlocal Maintenance|derived|5|MA-4
3.7.6|Maintenance Personnel|derived|1|MA-5
3.8.1|Media Protection|basic|3|MP-2 MP-4 MP-6|MP-2 MP-4
3.8.2|Media Access|basic|3|MP-2 MP-4 MP-6|MP-2
3.8.3|Media Disposal|basic|5|MP-2 MP-4 MP-6|MP-6
3.8.4|Media Markings|derived|1|MP-3
3.8.5|Media Accountability|derived|1|MP-5
3.8.6|Portable Storage Encryption|derived|1|MP-5(4)>SC-28(1)|-
3.8.7|Removable Media|derived|5|MP-7
3.8.8|Shared Media|derived|3|MP-7(1)>MP-7
3.8.9|Protect Backups|derived|1|CP-9|CP-9(8)
3.9.1|Screen Individuals|basic|3|PS-3 PS-4 PS-5|PS-3
3.9.2|Personnel Actions|basic|5|PS-3 PS-4 PS-5|PS-4 PS-5
3.10.1|Limit Physical Access|basic|5|PE-2 PE-4 PE-5 PE-6
3.10.2|Monitor Facility|basic|5|PE-2 PE-4 PE-5 PE-6
3.10.3|Escort Visitors|derived|1|PE-3
3.10.4|Physical Access Logs|derived|1|PE-3
3.10.5|Manage Physical Access|derived|1|PE-3
3.10.6|Alternative Work Sites|derived|1|PE-17
3.11.1|Risk Assessments|basic|3|RA-3
3.11.2|Vulnerability Scan|derived|5|RA-5 RA-5(5)
3.11.3|Vulnerability Remediation|derived|1|RA-5
3.12.1|Security Control Assessment|basic|5|CA-2
3.12.2|Operational Plan of Action|basic|3|CA-5
3.12.3|Security Control Monitoring|basic|5|CA-7
3.12.4|System Security Plan|derived||PL-2
3.13.1|Boundary Protection|basic|5|SC-7
3.13.2|Security Engineering|basic|5|SA-8
3.13.3|Role Separation|derived|1|SC-2
3.13.4|Shared Resource Control|derived|1|SC-4
3.13.5|Public-Access System Separation|derived|5|SC-7|-
3.13.6|Network Communication by Exception|derived|5|SC-7(5)
3.13.7|Split Tunneling|derived|1|SC-7(7)
3.13.8|Data in Transit|derived|3|SC-8 SC-8(1)
3.13.9|Connections Termination|derived|1|SC-10
3.13.10|Key Management|derived|1|SC-12
3.13.11|CUI Encryption|derived|5/3|SC-13
3.13.12|Collaborative Device Control|derived|1|SC-15
3.13.13|Mobile Code|derived|1|SC-18
3.13.14|Voice over Internet Protocol|derived|1|SC-19>
3.13.15|Communications Authenticity|derived|5|SC-23
3.13.16|Data at Rest|derived|1|SC-28
3.14.1|Flaw Remediation|basic|5|SI-2 SI-3 SI-5|SI-2
3.14.2|Malicious Code Protection|basic|5|SI-2 SI-3 SI-5|SI-3
3.14.3|Security Alerts & Advisories|basic|5|SI-2 SI-3 SI-5|SI-5
3.14.4|Update Malicious Code Protection|derived|5|SI-3
3.14.5|System & File Scanning|derived|3|SI-3
3.14.6|Monitor Communications for Attacks|derived|5|SI-4 SI-4(4)
3.14.7|Identify Unauthorized Use|derived|3|SI-4
`;
