using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Features.Estimates;

/// <summary>A customer says what should be different before they approve.</summary>
public sealed class RequestChanges(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">The session has ended, it is not theirs, it is not open any more, or nothing is written.</exception>
    public Task RunAsync(Visitor visitor, string number, string text, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (estimate, _) = await CustomerEstimate.LockAsync(db, visitor, number, cancellationToken);
                db.EstimateRemarks.Add(
                    estimate.RequestChanges(Id<EstimateRemark>.New(), visitor.ContactId, visitor.ContactName, visitor.Rights, text, db.Now)
                );
            },
            cancellationToken
        );
}
