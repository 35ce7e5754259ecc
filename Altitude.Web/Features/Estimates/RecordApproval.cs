using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>An approval given outside the portal, as staff fill it in.</summary>
/// <param name="Shown">Hash of the version that they looked at.</param>
/// <param name="GivenAt">On the company's clock, to the minute.</param>
/// <param name="Package">The one that the customer wanted; empty: there is none to choose.</param>
public sealed record ApprovalToRecord(
    string Shown,
    IReadOnlySet<string> Ticked,
    long ShownTotal,
    string TypedName,
    ConsentKind Kind,
    DateTime GivenAt,
    string Note,
    string Package = ""
);

/// <summary>Staff write down an approval given on paper, by phone or in person; invoice and stage follow as with any approval.</summary>
public sealed class RecordApproval(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Not allowed, answered meanwhile, not what was looked at, or given when it could not be.</exception>
    public Task RunAsync(Staff staff, string number, ApprovalToRecord approval, RequestKey key, CancellationToken cancellationToken) =>
        workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                StaffRoles.Require(staff.Role.MayPrice(), "record approvals");
                var (estimate, job) = await StaffEstimate.LockAsync(db, number, revision: null, cancellationToken);
                var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
                var consent = estimate.RecordApproval(
                    Id<Consent>.New(),
                    new ConsentRecorded(
                        DocumentHash.From(approval.Shown),
                        approval.Ticked,
                        approval.ShownTotal,
                        approval.TypedName,
                        approval.Kind,
                        LocalDay.Instant(approval.GivenAt, company.Zone)
                            ?? throw new RuleViolation(EstimateRules.WhenApproved, "The clocks skipped that time. Choose another."),
                        approval.Note,
                        staff.StaffId,
                        staff.StaffName,
                        db.Now
                    )
                    {
                        Package = approval.Package,
                    },
                    company.Name,
                    company.Words.Money
                );
                db.Consents.Add(consent);
                db.DocumentLookups.Add(
                    new DocumentLookup
                    {
                        Hash = consent.DocumentHash,
                        WorkspaceId = db.WorkspaceId,
                        ConsentId = consent.Id,
                    }
                );
                if (consent.Deposit.MinorUnits > 0)
                {
                    await ApproveEstimate.IssueDepositInvoiceAsync(db, job, estimate, consent, company, cancellationToken);
                }

                await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            },
            cancellationToken
        );
}

/// <summary>An estimate of a job that is before the customer.</summary>
public sealed record OpenEstimate(string Number, string Title, Money Total);

/// <summary>Which estimates of a job wait for the customer's answer: what a recorded approval may be of.</summary>
public sealed class OpenEstimatesQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="job">The job's number.</param>
    public async Task<IReadOnlyList<OpenEstimate>> RunAsync(Staff staff, string job, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var rows = await (
            from e in db.Estimates
            join j in db.Jobs on e.JobId equals j.Id
            join v in db.EstimateVersions on new { e.Id, Number = e.SentVersion } equals new { Id = v.EstimateId, Number = (int?)v.Number }
            where j.Number == job && e.State == EstimateState.Sent
            orderby e.CreatedAt descending
            select new { e.Number, v.Content }
        )
            .Take(20)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new OpenEstimate(r.Number, r.Content.Title, r.Content.TotalsWithoutOptions.Total))];
    }
}
