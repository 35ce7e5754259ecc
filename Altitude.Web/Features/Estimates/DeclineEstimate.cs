using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;

namespace Altitude.Web.Features.Estimates;

/// <summary>A customer says no to the version of an estimate that was shown to them.</summary>
public sealed class DeclineEstimate(WorkspaceDbFactory workspaces)
{
    /// <param name="shown">Hash of the version that the page showed.</param>
    /// <param name="reason">May be empty.</param>
    /// <exception cref="RuleViolation">The session has ended, it is not theirs, or it cannot be declined any more.</exception>
    public Task RunAsync(Visitor visitor, string number, string? shown, string reason, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (estimate, job) = await CustomerEstimate.LockAsync(db, visitor, number, cancellationToken);
                estimate.Decline(visitor.ContactName, visitor.Rights, DocumentHash.From(shown), reason, db.Now, visitor.ContactId);
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}
