using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>One version that the customer had.</summary>
/// <param name="SentAt">UTC.</param>
public sealed record SentVersionRow(int Number, DateTimeOffset SentAt, Money Total, bool IsSuperseded);

/// <summary>Somebody who may decide on an estimate.</summary>
public sealed record Decider(string Name, string Email);

/// <summary>The evidence of an approval, as the office reads it.</summary>
/// <param name="Channel">How the link came; empty: given outside the portal, and so are address and browser.</param>
/// <param name="RecordedBy">Who of the company wrote it down; empty: the customer did it themselves.</param>
/// <param name="RecordedAt">UTC; null: as above.</param>
/// <param name="Ticked">Keys of the chosen options.</param>
/// <param name="Package">The chosen one; null: there was none to choose.</param>
public sealed record ConsentEvidence(
    ConsentKind Kind,
    string TypedName,
    string ContactName,
    DateTimeOffset GivenAt,
    string IpAddress,
    string UserAgent,
    string Channel,
    string RecordedBy,
    DateTimeOffset? RecordedAt,
    string Note,
    string Wording,
    Money Total,
    Money Deposit,
    IReadOnlyList<string> Ticked,
    string? Package,
    string Hash
);

/// <summary>All that the office sees of an estimate.</summary>
/// <param name="State">At <paramref name="Now"/>: an expired one says so.</param>
/// <param name="Sent">What the customer has; null: nothing yet.</param>
/// <param name="Draft">What staff are writing; null: nothing.</param>
/// <param name="Invoices">Numbers of the standing invoices that bill it.</param>
/// <param name="Names">The company's people, by id.</param>
/// <param name="Now">UTC; when it was read.</param>
public sealed record EstimateView(
    WorkspaceView Company,
    Id<Estimate> Id,
    string Number,
    EstimateState State,
    int Revision,
    Id<Job> JobId,
    string JobNumber,
    string JobTitle,
    string Customer,
    EstimateVersion? Sent,
    EstimateContent? Draft,
    string AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string Reason,
    IReadOnlyList<SentVersionRow> Versions,
    ConsentEvidence? Consent,
    IReadOnlyList<Decider> Deciders,
    IReadOnlyList<string> Invoices,
    IReadOnlyDictionary<Id<StaffMember>, string> Names,
    DateTimeOffset Now
)
{
    /// <summary>What an editor begins with.</summary>
    public EstimateContent Editable => Draft ?? Sent?.Content ?? throw new InvalidOperationException("An estimate has a version.");

    public bool CanBeEdited => State is EstimateState.Draft or EstimateState.Sent or EstimateState.Expired;
}

/// <summary>Reads an estimate for its page in the office. Looking at it is no view of the customer's.</summary>
public sealed class EstimatePageQuery(WorkspaceDbFactory workspaces)
{
    /// <returns>Null: there is no such estimate.</returns>
    public async Task<EstimateView?> RunAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(staff, cancellationToken);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleOrDefaultAsync(e => e.Number == number, cancellationToken);
        if (estimate is null)
        {
            return null;
        }

        var company = await WorkspaceViews.ReadAsync(db, cancellationToken);
        var job = await (
            from j in db.Jobs
            join c in db.Customers on j.CustomerId equals c.Id
            where j.Id == estimate.JobId
            select new
            {
                j.Number,
                j.Title,
                Customer = c.Name,
            }
        ).SingleAsync(cancellationToken);
        var consent = await db.Consents.SingleOrDefaultAsync(
            c => c.EstimateId == estimate.Id && c.Version == estimate.SentVersion && c.Round == estimate.Round,
            cancellationToken
        );
        var deciders = await db
            .Contacts.Where(c => c.CustomerId == estimate.CustomerId && c.RemovedAt == null && c.Rights != ContactRights.BillingOnly)
            .OrderBy(c => c.Name)
            .Take(50)
            .Select(c => new Decider(c.Name, c.Email))
            .ToListAsync(cancellationToken);
        return new EstimateView(
            company,
            estimate.Id,
            estimate.Number,
            estimate.StateAt(db.Now),
            estimate.Revision,
            estimate.JobId,
            job.Number,
            job.Title,
            job.Customer,
            estimate.Sent,
            estimate.Draft?.Content,
            estimate.AnsweredBy ?? "",
            estimate.AnsweredAt,
            estimate.Reason,
            [
                .. estimate
                    .Versions.Where(v => v.SentAt is not null)
                    .OrderByDescending(v => v.Number)
                    .Select(v => new SentVersionRow(
                        v.Number,
                        v.SentAt!.Value,
                        v.Content.TotalsWithoutOptions.Total,
                        v.Number != estimate.SentVersion
                    )), // Not null: the line before.
            ],
            consent is null ? null : EvidenceOf(consent),
            deciders,
            await db
                .Invoices.Where(i => i.EstimateId == estimate.Id && i.VoidedAt == null)
                .OrderBy(i => i.IssuedOn)
                .Take(20)
                .Select(i => i.Number)
                .ToListAsync(cancellationToken),
            await db.Staff.OrderBy(s => s.Id).Take(500).ToDictionaryAsync(s => s.Id, s => s.Name, cancellationToken),
            db.Now
        );
    }

    private static ConsentEvidence EvidenceOf(Consent consent) =>
        new(
            consent.Kind,
            consent.TypedName,
            consent.ContactName,
            consent.GivenAt,
            consent.IpAddress,
            consent.UserAgent,
            consent.Channel?.ToString() ?? "",
            consent.RecordedBy,
            consent.RecordedAt,
            consent.Note,
            consent.Wording,
            consent.Total,
            consent.Deposit,
            consent.Ticked,
            consent.Package.Length == 0 ? null : consent.Package,
            consent.DocumentHash.Hex
        );
}
