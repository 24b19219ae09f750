/**
 * NIST SP 800-207, Zero Trust Architecture, August 2020: the seven tenets (section 2.1) and the logical components (section 3).
 * Names of components are official. Short names and sentences of tenets, roles and ids of components are ours: the publication gives names only.
 * It maps nothing to controls, so nothing is derived from a tenet or a component.
 */
export const edition = { title: 'NIST SP 800-207', version: 'August 2020' };

/** Number, short name, what it asks. */
export const tenets = `
1|Everything is a resource|Data sources and computing services all count as resources, whatever their size or owner.
2|Secure every channel|Protect all communication whatever the network location; being inside grants no trust.
3|Per-session access|Each access to a resource is granted for one session, with least privilege.
4|Dynamic policy|Access follows policy over identity, service, device state and behavioral or environmental attributes.
5|Measure asset posture|The integrity and security posture of all owned and associated assets is monitored and measured.
6|Authenticate and authorize before access|Authentication and authorization are dynamic, strictly enforced and re-evaluated.
7|Collect and improve|Collect state of assets, infrastructure and communications, and use it to improve posture and policy.
`;

/** Id, name, core or data source, role. */
export const components = `
PE|Policy engine|core|decides grant, deny or revoke through the trust algorithm and logs the decision
PA|Policy administrator|core|opens and closes the path, issues session credentials, configures the PEP
PEP|Policy enforcement point|core|enables, monitors and ends the connection
CDM|Continuous diagnostics and mitigation system|data source|state, patch level and integrity of the requesting asset
ICS|Industry compliance system|data source|keeps the enterprise within its regulatory regimes
TI|Threat intelligence feeds|data source|new attacks, flaws and malware
LOG|Network and system activity logs|data source|near real-time record of assets, traffic and access
DAP|Data access policies|data source|attributes and rules about access to resources
PKI|Enterprise public key infrastructure|data source|issues and logs certificates of subjects, services and devices
IDM|ID management system|data source|accounts, identity records, attributes and roles
SIEM|Security information and event management system|data source|collects security events for later analysis and policy refinement
`;
