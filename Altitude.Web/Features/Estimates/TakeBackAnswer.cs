using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>A customer takes back their own approval or refusal, before anything came of it: the invoice made with it is void, and the version is open again.</summary>
public sealed class TakeBackAnswer(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">The session has ended, it is not theirs, there is no answer, it is too late, or something has followed.</exception>
    public Task RunAsync(Visitor visitor, string number, RequestKey key, RequestOrigin origin, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            visitor,
            key,
            async db =>
            {
                var (estimate, job) = await CustomerEstimate.LockAsync(db, visitor, number, cancellationToken);
                var ids = await db
                    .Invoices.Where(i => i.EstimateId == estimate.Id && i.VoidedAt == null)
                    .OrderBy(i => i.Id)
                    .Select(i => i.Id)
                    .ToListAsync(cancellationToken);
                foreach (var id in ids)
                {
                    await db.LockAsync(id, cancellationToken);
                }

                var invoices = await db
                    .Invoices.Include(i => i.Payments)
                        .ThenInclude(p => p.Refunds)
                    .Include(i => i.Credits)
                    .Where(i => ids.Contains(i.Id))
                    .ToListAsync(cancellationToken);
                var consent = await db.Consents.SingleOrDefaultAsync(
                    c => c.EstimateId == estimate.Id && c.Version == estimate.SentVersion && c.Round == estimate.Round,
                    cancellationToken
                );
                var followed = await AnswerConsequences.OfAsync(db, estimate.Id, job.Id, cancellationToken);

                var taken = new TakenBack(visitor.ContactId, visitor.ContactName, visitor.Session, origin, db.Now);
                if (estimate.TakeBack(taken, consent, followed) is { } withdrawal)
                {
                    db.ConsentWithdrawals.Add(withdrawal);
                }

                invoices.ForEach(i => i.Void($"The approval of {estimate.Number} was taken back.", db.Now));
                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, due: estimate.Sent?.ExpiresAt);
            },
            cancellationToken
        );
}

/// <summary>What has come of an estimate's answer: read from its invoice and from what happened to the job since.</summary>
internal static class AnswerConsequences
{
    private static readonly string[] Answers = ["estimate.approved", "estimate.declined"];

    public static async Task<AnswerFollowed> OfAsync(WorkspaceDb db, Id<Estimate> estimate, Id<Job> job, CancellationToken cancellationToken)
    {
        var isPaid = await db.Invoices.AnyAsync(
            i => i.EstimateId == estimate && i.VoidedAt == null && EF.Property<long>(i, InvoiceColumns.Paid) > 0,
            cancellationToken
        );
        var isBegun = await db.CheckoutAttempts.AnyAsync(
            a => db.Invoices.Any(i => i.Id == a.InvoiceId && i.EstimateId == estimate && i.VoidedAt == null),
            cancellationToken
        );
        if (isPaid || isBegun)
        {
            return AnswerFollowed.Payment;
        }

        var answer = await db
            .Activity.Where(a => a.JobId == job.Value && a.Subject == estimate.Value && Answers.Contains(a.Kind))
            .MaxAsync(a => (long?)a.Seq, cancellationToken);
        var acted = await db
            .Activity.Where(a => a.JobId == job.Value && a.Seq > answer && (a.ActorKind == "staff" || a.ActorKind == "provider"))
            .OrderByDescending(a => a.ActorKind == "provider")
            .Select(a => a.ActorKind)
            .FirstOrDefaultAsync(cancellationToken);
        return acted switch
        {
            "provider" => AnswerFollowed.Payment,
            "staff" => AnswerFollowed.Work,
            _ => AnswerFollowed.Nothing,
        };
    }
}
