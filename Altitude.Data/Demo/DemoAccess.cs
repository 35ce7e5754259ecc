using Altitude.Domain.PortalAccess;

namespace Altitude.Data.Demo;

/// <summary>The ways into the demo: what the verb `demo` prints. The links' secrets are in no table; this is the only time they can be read.</summary>
public sealed record DemoAccess(IReadOnlyList<DemoSignIn> SignIns, IReadOnlyList<DemoPortal> Portals, IReadOnlyList<DemoSetupLink> SetupLinks);

/// <summary>A member of staff who can sign in to the office.</summary>
public sealed record DemoSignIn(string Workspace, string Name, string Role, string Email, string Password, string Address);

/// <summary>A company's portal.</summary>
public sealed record DemoPortal(string Workspace, string Name, string Address);

/// <summary>A fresh setup link.</summary>
/// <param name="Opens">The local path that it leads to.</param>
/// <param name="Address">The link itself.</param>
public sealed record DemoSetupLink(string Workspace, string Contact, string Email, string Opens, string Address);

/// <summary>Mints a secret for <paramref name="link"/>, stores its hash with the transaction of <paramref name="db"/>, and hands the text over.</summary>
public delegate string MintLinkSecret(WorkspaceDb db, SetupLink link, LinkChannel channel);
