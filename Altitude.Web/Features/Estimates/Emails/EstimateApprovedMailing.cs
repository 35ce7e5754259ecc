using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Tells the office that a customer said yes, and hands the contact the evidence of what they agreed to.</summary>
public sealed class EstimateApprovedMailing : IMailing
{
    private const string ToContact = "estimate-approved";
    private const string ToOffice = "estimate-approved-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        List<Addressee> all = [.. await EstimateFacts.OfficeAsync(db, ToOffice, line.Subject, cancellationToken)];
        if (await ConsentAsync(db, line, cancellationToken) is { } consent)
        {
            // Who answered in the portal gets the copy; what staff wrote down is told to everybody who could have answered.
            all.AddRange(
                await db
                    .Contacts.Where(c =>
                        c.RemovedAt == null
                        && (
                            consent.ContactId == null
                                ? c.CustomerId == consent.CustomerId && c.Rights != ContactRights.BillingOnly
                                : c.Id == consent.ContactId
                        )
                    )
                    .Select(c => new Addressee(ToContact, c.Name, c.Email, line.Subject))
                    .ToListAsync(cancellationToken)
            );
        }

        return all;
    }

    public async Task<ILetter?> WriteAsync(
        WorkspaceDb db,
        OutboxTask task,
        EmailDelivery delivery,
        Letterhead head,
        CancellationToken cancellationToken
    )
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var estimate = await EstimateFacts.ReadAsync(db, line, cancellationToken);
        if (
            await ConsentAsync(db, line, cancellationToken) is not { } consent
            || await db.ConsentWithdrawals.AnyAsync(w => w.ConsentId == consent.Id, cancellationToken)
        )
        {
            return null; // Erased, or taken back before the mail could leave.
        }

        var evidence = new ApprovalEvidence(
            estimate.Number,
            consent.TypedName,
            consent.ContactName,
            consent.Kind,
            consent.RecordedBy,
            consent.GivenAt,
            consent.Total,
            consent.Deposit,
            consent.DocumentHash.Hex,
            head.Site.To($"/verify/{consent.DocumentHash}")
        );
        if (delivery.Kind == ToOffice)
        {
            return new EstimateApprovedOfficeLetter(
                head,
                evidence,
                estimate.CustomerName,
                estimate.JobTitle,
                head.Office(estimate.OfficePath),
                estimate.JobId.Value
            );
        }

        if (await estimate.ContactAsync(db, delivery, cancellationToken) is not { } contact)
        {
            return null;
        }

        // With the portal off the evidence still goes out; only the way in does not.
        var link = head.Company.Portal.IsOn
            ? await MailedLink.OfMailAsync(db, delivery, contact, estimate.PortalPath(head.Company.Slug), head, cancellationToken)
            : null;
        return new EstimateApprovedLetter(head, evidence, contact.Name, estimate.JobTitle, link, estimate.JobId.Value);
    }

    private static async Task<Consent?> ConsentAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(line.Detail("consent"), out var given))
        {
            return null;
        }

        var id = new Id<Consent>(given);
        return await db.Consents.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
    }
}

/// <summary>What proves an approval, as its mails state it.</summary>
/// <param name="GivenAt">UTC.</param>
/// <param name="DocumentHash">64 hexadecimal digits.</param>
/// <param name="VerifyAddress">Where anyone who has the hash sees whether it is intact.</param>
public sealed record ApprovalEvidence(
    string Number,
    string TypedName,
    string ContactName,
    ConsentKind Kind,
    string RecordedBy,
    DateTimeOffset GivenAt,
    Money Total,
    Money Deposit,
    string DocumentHash,
    string VerifyAddress
)
{
    /// <summary>Staff wrote it down; the customer pressed nothing.</summary>
    public bool IsRecorded => Kind != ConsentKind.Portal;

    public IReadOnlyList<EmailFact> Facts(Letterhead head) =>
        [
            new(
                "Approved by",
                IsRecorded ? $"{TypedName}, {ConsentWording.InWords(Kind)}"
                    : TypedName == ContactName ? TypedName
                    : $"{TypedName} (signed in as {ContactName})"
            ),
            .. IsRecorded ? [new EmailFact("Recorded by", RecordedBy)] : Array.Empty<EmailFact>(),
            new("When", head.Words.Instant(GivenAt)),
            new("Total", head.Words.Money(Total)),
            .. Deposit.MinorUnits > 0 ? [new EmailFact("Deposit due now", head.Words.Money(Deposit))] : Array.Empty<EmailFact>(),
        ];
}

/// <summary>"You approved the estimate", with the evidence.</summary>
/// <param name="Link">Null: the portal is off.</param>
public sealed record EstimateApprovedLetter(Letterhead Head, ApprovalEvidence Evidence, string ContactName, string Title, MailedLink? Link, Guid? Job)
    : ILetter
{
    public string Subject =>
        Evidence.IsRecorded
            ? $"Estimate {Evidence.Number} was approved {ConsentWording.InWords(Evidence.Kind)}"
            : $"You approved estimate {Evidence.Number}";

    public string Heading => Evidence.IsRecorded ? Subject : "You approved the estimate";

    /// <summary>What is confirmed, and what to do where it is not so.</summary>
    public string Thanks =>
        Evidence.IsRecorded
            ? $"{Head.Name} recorded that {Evidence.TypedName} approved estimate {Evidence.Number} for {Title} {ConsentWording.InWords(Evidence.Kind)}. "
                + $"If that is not so, {(Head.Company.Company.Phone.Length > 0 ? $"call {Head.Company.Company.Phone}" : "tell us at once")}. Keep this mail: it is your copy."
            : $"thank you. {Head.Name} has your approval of estimate {Evidence.Number} for {Title}. Keep this mail: it is your copy.";

    public string Preview => $"{Head.Words.Money(Evidence.Total)} for {Title}. Keep this mail: it is your copy.";
    public Type Component => typeof(EstimateApprovedEmail);
    public IReadOnlyList<EmailFact> Facts => Evidence.Facts(Head);
    public string LinkUntil => Link is null ? "" : Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Text =>
        $"""
            Hello {ContactName},

            {Thanks}

            {EmailFact.Lines(Facts)}

            The sealed document has this fingerprint (SHA-256):
            {Evidence.DocumentHash}
            Whether it is intact can be checked at any time:
            {Evidence.VerifyAddress}
            {LinkText}
            {Head.Signature}
            """;

    private string LinkText =>
        Link is null ? "" : $"\nSee the job and what comes next:\n{Link.Address}\nThis link is yours alone and opens once, {LinkUntil}.\n";
}

/// <summary>"A customer said yes", for the office.</summary>
public sealed record EstimateApprovedOfficeLetter(
    Letterhead Head,
    ApprovalEvidence Evidence,
    string CustomerName,
    string Title,
    string Address,
    Guid? Job
) : ILetter
{
    public string Subject =>
        $"{Evidence.TypedName} approved {Evidence.Number}{(Evidence.IsRecorded ? " " + ConsentWording.InWords(Evidence.Kind) : "")}: {Head.Words.Money(Evidence.Total)}";
    public string Preview => $"{CustomerName}: {Title}";
    public Type Component => typeof(EstimateApprovedOfficeEmail);
    public IReadOnlyList<EmailFact> Facts => [new EmailFact("Customer", CustomerName), new EmailFact("Job", Title), .. Evidence.Facts(Head)];

    public string Text =>
        $"""
            {Evidence.TypedName} approved estimate {Evidence.Number}.

            {EmailFact.Lines(Facts)}

            Open the job:
            {Address}

            Evidence:
            {Evidence.VerifyAddress}

            {Head.Signature}
            """;
}
