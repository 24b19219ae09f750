/**
 * CMMC: the requirements of Level 1 (15), Level 2 (110) and Level 3 (24).
 * Sources: 32 CFR 170; CMMC Model Overview and Assessment Guides of Levels 1, 2 and 3, version 2.13, September 2024, DoD CIO (US Government works).
 * Level 1 is FAR 52.204-21(b)(1), Level 2 is SP 800-171 Rev 2, Level 3 is chosen from SP 800-172 (February 2021). Earlier drafts numbered Level 1 as AC.L1-3.1.1.
 * Level 3 has ids and titles only: no mapping to 800-53 is carried, so nothing is derived for it.
 */
export const edition = { title: 'CMMC', version: '2.13' };

/** Id, title, requirements of SP 800-171 Rev 2. The id says the requirement at Level 2, and the one of SP 800-172 at Level 3. */
export const requirements = `
AC.L1-b.1.i|Authorized Access Control|3.1.1
AC.L1-b.1.ii|Transaction & Function Control|3.1.2
AC.L1-b.1.iii|External Connections|3.1.20
AC.L1-b.1.iv|Control Public Information|3.1.22
IA.L1-b.1.v|Identification|3.5.1
IA.L1-b.1.vi|Authentication|3.5.2
MP.L1-b.1.vii|Media Disposal|3.8.3
PE.L1-b.1.viii|Limit Physical Access|3.10.1
PE.L1-b.1.ix|Manage Visitors & Physical Access|3.10.3 3.10.4 3.10.5
SC.L1-b.1.x|Boundary Protection|3.13.1
SC.L1-b.1.xi|Public-Access System Separation|3.13.5
SI.L1-b.1.xii|Flaw Remediation|3.14.1
SI.L1-b.1.xiii|Malicious Code Protection|3.14.2
SI.L1-b.1.xiv|Update Malicious Code Protection|3.14.4
SI.L1-b.1.xv|System & File Scanning|3.14.5
AC.L2-3.1.1|Authorized Access Control
AC.L2-3.1.2|Transaction & Function Control
AC.L2-3.1.3|Control CUI Flow
AC.L2-3.1.4|Separation of Duties
AC.L2-3.1.5|Least Privilege
AC.L2-3.1.6|Non-Privileged Account Use
AC.L2-3.1.7|Privileged Functions
AC.L2-3.1.8|Unsuccessful Logon Attempts
AC.L2-3.1.9|Privacy & Security Notices
AC.L2-3.1.10|Session Lock
AC.L2-3.1.11|Session Termination
AC.L2-3.1.12|Control Remote Access
AC.L2-3.1.13|Remote Access Confidentiality
AC.L2-3.1.14|Remote Access Routing
AC.L2-3.1.15|Privileged Remote Access
AC.L2-3.1.16|Wireless Access Authorization
AC.L2-3.1.17|Wireless Access Protection
AC.L2-3.1.18|Mobile Device Connection
AC.L2-3.1.19|Encrypt CUI on Mobile
AC.L2-3.1.20|External Connections
AC.L2-3.1.21|Portable Storage Use
AC.L2-3.1.22|Control Public Information
AT.L2-3.2.1|Role-Based Risk Awareness
AT.L2-3.2.2|Role-Based Training
AT.L2-3.2.3|Insider Threat Awareness
AU.L2-3.3.1|System Auditing
AU.L2-3.3.2|User Accountability
AU.L2-3.3.3|Event Review
AU.L2-3.3.4|Audit Failure Alerting
AU.L2-3.3.5|Audit Correlation
AU.L2-3.3.6|Reduction & Reporting
AU.L2-3.3.7|Authoritative Time Source
AU.L2-3.3.8|Audit Protection
AU.L2-3.3.9|Audit Management
CM.L2-3.4.1|System Baselining
CM.L2-3.4.2|Security Configuration Enforcement
CM.L2-3.4.3|System Change Management
CM.L2-3.4.4|Security Impact Analysis
CM.L2-3.4.5|Access Restrictions for Change
CM.L2-3.4.6|Least Functionality
CM.L2-3.4.7|Nonessential Functionality
CM.L2-3.4.8|Application Execution Policy
CM.L2-3.4.9|User-Installed Software
IA.L2-3.5.1|Identification
IA.L2-3.5.2|Authentication
IA.L2-3.5.3|Multifactor Authentication
IA.L2-3.5.4|Replay-Resistant Authentication
IA.L2-3.5.5|Identifier Reuse
IA.L2-3.5.6|Identifier Handling
IA.L2-3.5.7|Password Complexity
IA.L2-3.5.8|Password Reuse
IA.L2-3.5.9|Temporary Passwords
IA.L2-3.5.10|Cryptographically-Protected Passwords
IA.L2-3.5.11|Obscure Feedback
IR.L2-3.6.1|Incident Handling
IR.L2-3.6.2|Incident Reporting
IR.L2-3.6.3|Incident Response Testing
MA.L2-3.7.1|Perform Maintenance
MA.L2-3.7.2|System Maintenance Control
MA.L2-3.7.3|Equipment Sanitization
MA.L2-3.7.4|Media Inspection
MA.L2-3.7.5|Nonlocal Maintenance
MA.L2-3.7.6|Maintenance Personnel
MP.L2-3.8.1|Media Protection
MP.L2-3.8.2|Media Access
MP.L2-3.8.3|Media Disposal
MP.L2-3.8.4|Media Markings
MP.L2-3.8.5|Media Accountability
MP.L2-3.8.6|Portable Storage Encryption
MP.L2-3.8.7|Removable Media
MP.L2-3.8.8|Shared Media
MP.L2-3.8.9|Protect Backups
PS.L2-3.9.1|Screen Individuals
PS.L2-3.9.2|Personnel Actions
PE.L2-3.10.1|Limit Physical Access
PE.L2-3.10.2|Monitor Facility
PE.L2-3.10.3|Escort Visitors
PE.L2-3.10.4|Physical Access Logs
PE.L2-3.10.5|Manage Physical Access
PE.L2-3.10.6|Alternative Work Sites
RA.L2-3.11.1|Risk Assessments
RA.L2-3.11.2|Vulnerability Scan
RA.L2-3.11.3|Vulnerability Remediation
CA.L2-3.12.1|Security Control Assessment
CA.L2-3.12.2|Operational Plan of Action
CA.L2-3.12.3|Security Control Monitoring
CA.L2-3.12.4|System Security Plan
SC.L2-3.13.1|Boundary Protection
SC.L2-3.13.2|Security Engineering
SC.L2-3.13.3|Role Separation
SC.L2-3.13.4|Shared Resource Control
SC.L2-3.13.5|Public-Access System Separation
SC.L2-3.13.6|Network Communication by Exception
SC.L2-3.13.7|Split Tunneling
SC.L2-3.13.8|Data in Transit
SC.L2-3.13.9|Connections Termination
SC.L2-3.13.10|Key Management
SC.L2-3.13.11|CUI Encryption
SC.L2-3.13.12|Collaborative Device Control
SC.L2-3.13.13|Mobile Code
SC.L2-3.13.14|Voice over Internet Protocol
SC.L2-3.13.15|Communications Authenticity
SC.L2-3.13.16|Data at Rest
SI.L2-3.14.1|Flaw Remediation
SI.L2-3.14.2|Malicious Code Protection
SI.L2-3.14.3|Security Alerts & Advisories
SI.L2-3.14.4|Update Malicious Code Protection
SI.L2-3.14.5|System & File Scanning
SI.L2-3.14.6|Monitor Communications for Attacks
SI.L2-3.14.7|Identify Unauthorized Use
AC.L3-3.1.2e|Organizationally Controlled Assets
AC.L3-3.1.3e|Secured Information Transfer
AT.L3-3.2.1e|Advanced Threat Awareness
AT.L3-3.2.2e|Practical Training Exercises
CM.L3-3.4.1e|Authoritative Repository
CM.L3-3.4.2e|Automated Detection & Remediation
CM.L3-3.4.3e|Automated Inventory
IA.L3-3.5.1e|Bidirectional Authentication
IA.L3-3.5.3e|Block Untrusted Assets
IR.L3-3.6.1e|Security Operations Center
IR.L3-3.6.2e|Cyber Incident Response Team
PS.L3-3.9.2e|Adverse Information
RA.L3-3.11.1e|Threat-Informed Risk Assessment
RA.L3-3.11.2e|Threat Hunting
RA.L3-3.11.3e|Advanced Risk Identification
RA.L3-3.11.4e|Security Solution Rationale
RA.L3-3.11.5e|Security Solution Effectiveness
RA.L3-3.11.6e|Supply Chain Risk Response
RA.L3-3.11.7e|Supply Chain Risk Plan
CA.L3-3.12.1e|Penetration Testing
SC.L3-3.13.4e|Isolation
SI.L3-3.14.1e|Integrity Verification
SI.L3-3.14.3e|Specialized Asset Security
SI.L3-3.14.6e|Threat-Guided Intrusion Detection
`;
