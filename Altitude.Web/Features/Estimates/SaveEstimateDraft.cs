using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Estimates;

/// <summary>What became of a draft.</summary>
/// <param name="Revision">To be handed in with the next change.</param>
/// <param name="At">UTC.</param>
public sealed record SavedDraft(int Revision, DateTimeOffset At);

/// <summary>Staff write an estimate; what was sent stays, and the next version begins.</summary>
public sealed class SaveEstimateDraft(WorkspaceDbFactory workspaces)
{
    /// <param name="revision">What the writer began with: somebody else's change since is not overwritten.</param>
    /// <exception cref="RuleViolation">Not allowed, changed by somebody else, answered, or content that cannot be offered.</exception>
    public Task<SavedDraft> RunAsync(
        Staff staff,
        string number,
        int revision,
        EstimateContent content,
        RequestKey key,
        CancellationToken cancellationToken
    ) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "change estimates");
                var (estimate, _) = await StaffEstimate.LockAsync(db, number, revision, cancellationToken);
                estimate.Edit(content);
                return new SavedDraft(estimate.Revision, db.Now);
            },
            cancellationToken
        );
}
