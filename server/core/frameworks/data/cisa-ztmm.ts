/**
 * CISA Zero Trust Maturity Model, version 2.0, April 2023: five pillars (sections 5.1 to 5.5), three cross-cutting capabilities, their functions, four stages.
 * US Government work. Names are official. Ids of functions and the pairing with the pillars of the DoD are ours, for the model gives names only.
 * It maps nothing to controls, so nothing is derived from a function. Version 1.0 had three stages; version 2.0 added Initial.
 */
export const edition = { title: 'CISA Zero Trust Maturity Model', version: '2.0' };

/** Order, stage. */
export const stages = `
0|Traditional
1|Initial
2|Advanced
3|Optimal
`;

/** Id, name, key of the pillar of the DoD that it answers to. */
export const pillars = `
identity|Identity|user
devices|Devices|device
networks|Networks|network
applications-and-workloads|Applications and Workloads|application
data|Data|data
`;

/** Id, name, key of the pillar of the DoD that it answers to. */
export const crossCutting = `
visibility-and-analytics|Visibility and Analytics|visibility
automation-and-orchestration|Automation and Orchestration|automation
governance|Governance
`;

/** Id, name, new in version 2.0, the cross-cutting capability that it is the row of. */
export const functions = `
identity.authentication|Authentication
identity.identity-stores|Identity Stores
identity.risk-assessments|Risk Assessments
identity.access-management|Access Management|new
identity.visibility-and-analytics|Visibility and Analytics Capability||Visibility and Analytics
identity.automation-and-orchestration|Automation and Orchestration Capability||Automation and Orchestration
identity.governance|Governance Capability||Governance
devices.policy-enforcement-compliance-monitoring|Policy Enforcement & Compliance Monitoring|new
devices.asset-supply-chain-risk-management|Asset & Supply Chain Risk Management|new
devices.resource-access|Resource Access
devices.device-threat-protection|Device Threat Protection|new
devices.visibility-and-analytics|Visibility and Analytics Capability||Visibility and Analytics
devices.automation-and-orchestration|Automation and Orchestration Capability||Automation and Orchestration
devices.governance|Governance Capability||Governance
networks.network-segmentation|Network Segmentation
networks.network-traffic-management|Network Traffic Management|new
networks.traffic-encryption|Traffic Encryption
networks.network-resilience|Network Resilience|new
networks.visibility-and-analytics|Visibility and Analytics Capability||Visibility and Analytics
networks.automation-and-orchestration|Automation and Orchestration Capability||Automation and Orchestration
networks.governance|Governance Capability||Governance
applications-and-workloads.application-access|Application Access
applications-and-workloads.application-threat-protections|Application Threat Protections
applications-and-workloads.accessible-applications|Accessible Applications
applications-and-workloads.secure-application-development-and-deployment-workflow|Secure Application Development and Deployment Workflow|new
applications-and-workloads.application-security-testing|Application Security Testing
applications-and-workloads.visibility-and-analytics|Visibility and Analytics Capability||Visibility and Analytics
applications-and-workloads.automation-and-orchestration|Automation and Orchestration Capability||Automation and Orchestration
applications-and-workloads.governance|Governance Capability||Governance
data.data-inventory-management|Data Inventory Management
data.data-categorization|Data Categorization|new
data.data-availability|Data Availability|new
data.data-access|Data Access
data.data-encryption|Data Encryption
data.visibility-and-analytics|Visibility and Analytics Capability||Visibility and Analytics
data.automation-and-orchestration|Automation and Orchestration Capability||Automation and Orchestration
data.governance|Governance Capability||Governance
`;
