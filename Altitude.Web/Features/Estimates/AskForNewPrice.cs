using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Features.Estimates;

/// <summary>A customer still wants what has expired.</summary>
public sealed class AskForNewPrice(WorkspaceDbFactory workspaces)
{
    /// <param name="text">May be empty.</param>
    /// <exception cref="RuleViolation">The session has ended, it is not theirs, it is open, was answered, or was asked for already.</exception>
    public Task RunAsync(Visitor visitor, string number, string text, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (estimate, _) = await CustomerEstimate.LockAsync(db, visitor, number, cancellationToken);
                db.EstimateRemarks.Add(
                    estimate.AskForNewPrice(Id<EstimateRemark>.New(), visitor.ContactId, visitor.ContactName, visitor.Rights, text, db.Now)
                );
            },
            cancellationToken
        );
}
