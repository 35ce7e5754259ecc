namespace Altitude.Domain.Workspaces;

/// <summary>Something that not everybody of the company may do.</summary>
public enum Permission
{
    /// <summary>Sees jobs and visits; sets out, finishes and notes.</summary>
    Work,

    /// <summary>Prices, sends and withdraws estimates, issues invoices, writes down payments, moves jobs.</summary>
    Price,

    /// <summary>Books, moves, assigns and cancels visits.</summary>
    Schedule,

    /// <summary>Issues, copies and revokes setup links, ends sessions of customers.</summary>
    GiveAccess,

    /// <summary>Views the portal as a contact sees it. The database asks the same: altitude.actor_refusal.</summary>
    ViewAsContact,

    /// <summary>Gives money back through the payment provider.</summary>
    Refund,

    /// <summary>Changes settings, brand and the team.</summary>
    Control,

    /// <summary>Makes somebody an owner, or an owner something else.</summary>
    AppointOwners,

    /// <summary>Takes away the second step of somebody who lost what it needs.</summary>
    ResetSecondSteps,

    /// <summary>Sees background work.</summary>
    Operate,

    /// <summary>Takes all of the company's data away.</summary>
    TakeAway,

    /// <summary>Closes the company, and opens it again.</summary>
    CloseCompany,
}

/// <summary>What each role may do: the one table that use-cases ask and the office shows.</summary>
public static class Permissions
{
    private static readonly Dictionary<StaffRole, HashSet<Permission>> s_table = new()
    {
        [StaffRole.Owner] = [.. Enum.GetValues<Permission>()],
        [StaffRole.Admin] =
        [
            Permission.Work,
            Permission.Price,
            Permission.Schedule,
            Permission.GiveAccess,
            Permission.ViewAsContact,
            Permission.Refund,
            Permission.Control,
        ],
        [StaffRole.Dispatcher] = [Permission.Work, Permission.Price, Permission.Schedule, Permission.GiveAccess, Permission.ViewAsContact],
        [StaffRole.Technician] = [Permission.Work],
    };

    public static bool May(this StaffRole role, Permission permission) => s_table[role].Contains(permission);

    /// <summary>May give this role to somebody, or take it from them.</summary>
    public static bool MayAppoint(this StaffRole by, StaffRole role) =>
        by.May(Permission.Control) && (role != StaffRole.Owner || by.May(Permission.AppointOwners));
}
