using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates;

/// <summary>One version of an estimate as its customer reads it, at the state of the moment.</summary>
/// <param name="State">At <paramref name="Now"/>; a version that a later one replaced is superseded.</param>
/// <param name="CurrentVersion">The version that counts; the shown one unless that was superseded.</param>
/// <param name="Now">UTC; when it was read.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
/// <param name="Place">Where the work is done; null: not known.</param>
/// <param name="Responsible">Who of the company answers for the job; null: nobody yet.</param>
/// <param name="AnsweredBy">Null while it was not answered.</param>
/// <param name="Consent">The evidence; null unless this version was approved.</param>
/// <param name="Invoice">What the approval made due; null: nothing, or not this contact's to see.</param>
/// <param name="Versions">All that were sent, newest first.</param>
/// <param name="Remarks">What was said about it, oldest first.</param>
/// <param name="Wish">What the customer waits for; null: nothing.</param>
/// <param name="TakeBackUntil">UTC, exclusive: until when whoever is looking may take their answer back; null: they may not.</param>
/// <param name="IsMarked">It is on record that whoever is looking has seen this version.</param>
public sealed record PortalEstimate(
    string Number,
    int Version,
    int CurrentVersion,
    EstimateState State,
    EstimateContent Content,
    DocumentHash Hash,
    DateTimeOffset Now,
    DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt,
    string JobNumber,
    string JobTitle,
    string? Place,
    string? Responsible,
    DateTimeOffset? AnsweredAt,
    string? AnsweredBy,
    string Reason,
    ApprovalEvidence? Consent,
    DepositInvoice? Invoice,
    IReadOnlyList<SentContent> Versions,
    IReadOnlyList<RemarkView> Remarks,
    EstimateWish? Wish,
    DateTimeOffset? TakeBackUntil,
    bool IsMarked
)
{
    /// <summary>Whether it can be approved or declined now.</summary>
    public bool IsOpen => State == EstimateState.Sent;

    /// <summary>What the customer took; before an approval, nothing optional.</summary>
    public IReadOnlySet<string> Taken => Consent?.Ticked ?? EstimateContent.NoTicks;

    /// <summary>The package that the customer took; null: none yet, or there is none to choose.</summary>
    public string? Package => Consent is { Package.Length: > 0 } consent ? consent.Package : null;

    /// <summary>The versions sent before this one, newest first.</summary>
    public IEnumerable<SentContent> Earlier => Versions.Where(v => v.Number < Version);

    /// <summary>What a person agrees to, in one word: it differs between versions as soon as anything but the last day does.</summary>
    public string Offer => OfferOf(Content);

    /// <inheritdoc cref="Offer"/>
    public string OfferOf(EstimateContent content) =>
        DocumentHash.Of(EstimateDocument.OfVersion(Number, 0, content with { ValidThrough = default }, null, default)).Hex;
}

/// <summary>The invoice that an approval made.</summary>
/// <param name="Due">Still to be paid of the deposit; zero: it is paid.</param>
/// <param name="CanPay">It can be paid online, and no bank has the word about it.</param>
/// <param name="HasChoices">Before paying there is something to choose, which the invoice's own page asks: how to pay, where that makes a difference, and a tip.</param>
public sealed record DepositInvoice(string Number, Money Deposit, Money Due, Money Rest, bool CanPay, bool HasChoices);

/// <summary>What a customer may see of the evidence of an approval.</summary>
/// <param name="GivenAt">UTC.</param>
/// <param name="ContactId">Null: given outside the portal, and so is the channel.</param>
/// <param name="Channel">How the link was delivered that began the session.</param>
/// <param name="RecordedBy">Who of the company wrote it down; empty: the customer did it themselves.</param>
/// <param name="RecordedAt">UTC; null: as above.</param>
public sealed record ApprovalEvidence(
    int Version,
    ConsentKind Kind,
    string TypedName,
    Id<Contact>? ContactId,
    string ContactName,
    DateTimeOffset GivenAt,
    string IpAddress,
    string UserAgent,
    LinkChannel? Channel,
    string RecordedBy,
    DateTimeOffset? RecordedAt,
    string Note,
    string Wording,
    IReadOnlySet<string> Ticked,
    string Package,
    DocumentHash Hash
);

/// <summary>Reads one of a customer's own estimates.</summary>
public sealed class PortalEstimateQuery(WorkspaceDbFactory workspaces)
{
    /// <param name="version">Null: the one that counts.</param>
    /// <returns>Null: it does not exist, is another's, was never sent, or is not this contact's to see; nobody can tell which.</returns>
    public async Task<PortalEstimate?> RunAsync(PortalReader reader, string number, int? version, CancellationToken cancellationToken)
    {
        await using var db = await workspaces.ReadAsync(reader, cancellationToken);
        if (!reader.MaySeeEstimates() || !PlainText.Fits(number, 32))
        {
            return null;
        }

        var found = await (
            from e in db.Estimates
            where e.Number == number && e.CustomerId == reader.CustomerId && e.SentVersion != null
            join j in db.Jobs on e.JobId equals j.Id
            from place in db.Locations.Where(l => l.Id == j.LocationId).DefaultIfEmpty()
            from responsible in db.Staff.Where(s => s.Id == j.AssigneeId).DefaultIfEmpty()
            select new
            {
                e.Id,
                e.JobId,
                e.Number,
                e.State,
                e.SentVersion,
                e.Round,
                e.Wish,
                e.AnsweredAt,
                e.AnsweredBy,
                e.AnsweredByContact,
                e.Reason,
                JobNumber = j.Number,
                JobTitle = j.Title,
                Place = place == null ? null : place.Address,
                Responsible = responsible == null ? null : responsible.Name,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        var current = found.SentVersion!.Value; // Asked for above.
        var wanted = version ?? current;
        var shown = await db
            .EstimateVersions.Where(v => v.EstimateId == found.Id && v.SentAt != null && v.Number == wanted)
            .Select(v => new
            {
                v.Number,
                v.Content,
                v.DocumentHash,
                v.SentAt,
                v.ExpiresAt,
                IsMarked = db.EstimateViews.Any(m => m.EstimateId == found.Id && m.Version == wanted && m.ContactId == reader.ContactId),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (shown is null)
        {
            return null;
        }

        var consent =
            found.State != EstimateState.Approved || wanted != current
                ? null
                : await db
                    .Consents.Where(c => c.EstimateId == found.Id && c.Version == wanted && c.Round == found.Round)
                    .Select(c => new ApprovalEvidence(
                        c.Version,
                        c.Kind,
                        c.TypedName,
                        c.ContactId,
                        c.ContactName,
                        c.GivenAt,
                        c.IpAddress,
                        c.UserAgent,
                        c.Channel,
                        c.RecordedBy,
                        c.RecordedAt,
                        c.Note,
                        c.Wording,
                        c.Ticked.ToHashSet(),
                        c.Package,
                        c.DocumentHash
                    ))
                    .SingleOrDefaultAsync(cancellationToken);
        var invoice =
            consent is null || !reader.MaySeeInvoices() ? null : await InvoiceAsync(db, found.Id, shown.Content.Currency, cancellationToken);
        var takeBackUntil =
            found.AnsweredByContact == reader.ContactId && wanted == current
                ? Estimate.TakeBackUntil(found.State, found.AnsweredByContact, found.AnsweredAt)
                : null;
        if (
            takeBackUntil <= db.Now
            || (takeBackUntil is not null && await AnswerConsequences.OfAsync(db, found.Id, found.JobId, cancellationToken) != AnswerFollowed.Nothing)
        )
        {
            takeBackUntil = null;
        }

        return new PortalEstimate(
            found.Number,
            wanted,
            current,
            wanted < current ? EstimateState.Superseded : Estimate.StateAt(found.State, shown.ExpiresAt, db.Now),
            shown.Content,
            shown.DocumentHash,
            db.Now,
            shown.SentAt!.Value, // Asked for above.
            shown.ExpiresAt!.Value, // Set together with it.
            found.JobNumber,
            found.JobTitle,
            found.Place,
            found.Responsible,
            found.AnsweredAt,
            found.AnsweredBy,
            found.Reason,
            consent,
            invoice,
            await EstimateTalkQuery.VersionsAsync(db, found.Id, cancellationToken),
            await EstimateTalkQuery.RemarksAsync(db, found.Id, cancellationToken),
            found.Wish,
            takeBackUntil,
            shown.IsMarked
        );
    }

    private static async Task<DepositInvoice?> InvoiceAsync(
        WorkspaceDb db,
        Id<Estimate> estimate,
        Currency currency,
        CancellationToken cancellationToken
    )
    {
        // The few that bill it, ordered here: asked for the first by number, PostgreSQL would walk all numbers until one fits.
        var rows = await db
            .Invoices.Where(i => i.EstimateId == estimate && i.VoidedAt == null)
            .Select(i => new
            {
                i.Number,
                i.SentAt,
                IsAsked = db.CheckoutAttempts.Any(a => a.InvoiceId == i.Id && a.State == CheckoutState.Processing),
                Total = i.Total.MinorUnits,
                Deposit = i.Deposit.MinorUnits,
                Paid = EF.Property<long>(i, InvoiceColumns.Paid),
            })
            .ToListAsync(cancellationToken);
        var row = rows.MinBy(r => r.Number, StringComparer.Ordinal);
        var online = await db
            .PaymentAccounts.Where(a => a.SecretKey != null && a.WebhookSecret != null)
            .Select(a => new { HasChoices = a.SurchargePercent > 0 || a.AsksForTips })
            .SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new DepositInvoice(
                row.Number,
                new Money(row.Deposit, currency),
                new Money(Math.Max(0, row.Deposit - row.Paid), currency),
                new Money(row.Total - row.Deposit, currency),
                online is not null && row is { IsAsked: false, SentAt: null } && row.Deposit > row.Paid,
                online is { HasChoices: true }
            );
    }
}
