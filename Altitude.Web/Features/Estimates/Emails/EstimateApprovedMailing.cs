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

    public IReadOnlyList<EmailFact> Facts(Letterhead head)
    {
        var texts = new EstimateTexts(head.Words.Culture);
        return
        [
            new(
                texts.ApprovedBy,
                IsRecorded ? $"{TypedName}, {ConsentWording.InWords(Kind)}"
                    : TypedName == ContactName ? TypedName
                    : texts.MailSignedInAs(TypedName, ContactName)
            ),
            .. IsRecorded ? [new EmailFact(texts.MailRecordedBy, RecordedBy)] : Array.Empty<EmailFact>(),
            new(texts.When, head.Words.Instant(GivenAt)),
            new(texts.Total, head.Words.Money(Total)),
            .. Deposit.MinorUnits > 0 ? [new EmailFact(texts.DepositDueNow, head.Words.Money(Deposit))] : Array.Empty<EmailFact>(),
        ];
    }
}

/// <summary>"You approved the estimate", with the evidence.</summary>
/// <param name="Link">Null: the portal is off.</param>
public sealed record EstimateApprovedLetter(Letterhead Head, ApprovalEvidence Evidence, string ContactName, string Title, MailedLink? Link, Guid? Job)
    : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values =>
        new Dictionary<string, string>
        {
            ["estimate.number"] = Evidence.Number,
            ["job.title"] = Title,
            ["estimate.total"] = Head.Words.Money(Evidence.Total),
        };
    public string Quote => "";
    public string Act => Texts.SeeTheJob;
    public string LinkSaid => Link is null ? "" : Texts.LinkIsYours(LinkUntil);
    public string Proof => $"{Texts.Fingerprint}\n{Evidence.DocumentHash}\n{Texts.CanBeChecked}\n{Evidence.VerifyAddress}";
    public bool MayBeWorded => !Evidence.IsRecorded;

    public EstimateTexts Texts => new(Head.Words.Culture);
    public string Subject =>
        Evidence.IsRecorded
            ? Texts.WasApprovedHow(Evidence.Number, ConsentWording.InWords(Evidence.Kind))
            : Texts.YouApprovedEstimate(Evidence.Number);

    public string Heading => Evidence.IsRecorded ? Subject : Texts.YouApprovedThe;

    /// <summary>What is confirmed, and what to do where it is not so.</summary>
    public string Thanks =>
        Evidence.IsRecorded
            ? Texts.CompanyRecorded(
                Head.Name,
                Evidence.TypedName,
                Evidence.Number,
                Title,
                ConsentWording.InWords(Evidence.Kind),
                Head.Company.Company.Phone.Length > 0 ? Texts.CallPhone(Head.Company.Company.Phone) : Texts.TellUs
            )
            : Texts.ThankYou(Head.Name, Evidence.Number, Title);

    public string Preview => Texts.ApprovedPreview(Head.Words.Money(Evidence.Total), Title);
    public Type Component => typeof(EstimateApprovedEmail);
    public IReadOnlyList<EmailFact> Facts => Evidence.Facts(Head);
    public string LinkUntil => Link is null ? "" : Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {Thanks}

            {EmailFact.Lines(Facts)}

            {Texts.Fingerprint}
            {Evidence.DocumentHash}
            {Texts.CanBeChecked}
            {Evidence.VerifyAddress}
            {LinkText}
            {Head.Signature}
            """;

    private string LinkText => Link is null ? "" : $"\n{Texts.SeeWhatComesNext}\n{Link.Address}\n{Texts.ThisLinkIsYours(LinkUntil)}\n";
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
