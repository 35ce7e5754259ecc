using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Security;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Goes over to another company that the same person works for: a sign-in of its own there, and the end of this one.</summary>
public sealed class SwitchWorkspace(BeginStaffSession begin, EndStaffSession end)
{
    public const string NoSeat = "staff.no-seat";

    /// <exception cref="RuleViolation"><see cref="NoSeat"/>: they do not work there.</exception>
    public async Task<StaffTicket> RunAsync(StaffSignIn present, Id<Workspace> into, string userAgent, CancellationToken cancellationToken)
    {
        var shown = present.SecondStepAt is null ? null : new SecondStepShown(); // It is theirs, wherever they work.
        var ticket = await begin.RunAsync(present.UserId, into, shown, userAgent, cancellationToken);
        RuleViolation.Unless(ticket is not null, NoSeat, "You do not work for that company.");
        await end.RunAsync(present.Staff, present.Staff.Session, cancellationToken);
        return ticket!; // Checked above.
    }
}
