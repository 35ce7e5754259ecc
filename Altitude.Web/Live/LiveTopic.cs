using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Live;

/// <summary>What an open page listens to. Always inside one workspace.</summary>
public readonly record struct LiveTopic(Guid Workspace, LiveTopicKind Kind, Guid Of)
{
    /// <summary>Everything that happens in the workspace: the office.</summary>
    public static LiveTopic StaffOf(Id<Workspace> workspace) => new(workspace.Value, LiveTopicKind.Staff, Guid.Empty);

    /// <summary>What concerns one customer: the portal pages of all its contacts.</summary>
    public static LiveTopic CustomerOf(Id<Workspace> workspace, Id<Customer> customer) =>
        new(workspace.Value, LiveTopicKind.Customer, customer.Value);

    /// <summary>Brand, settings, portal on or off: every portal page.</summary>
    public static LiveTopic LooksOf(Id<Workspace> workspace) => new(workspace.Value, LiveTopicKind.Looks, Guid.Empty);

    /// <summary>The end of one office sign-in.</summary>
    public static LiveTopic SignInOf(Id<Workspace> workspace, Id<StaffSession> session) => new(workspace.Value, LiveTopicKind.SignIn, session.Value);
}

/// <summary>The kinds of topic.</summary>
public enum LiveTopicKind
{
    Staff,
    Customer,
    Looks,
    SignIn,
}
