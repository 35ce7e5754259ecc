using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Estimates.Emails;

/// <summary>Puts a sent estimate before every contact who may decide, each with a link of their own.</summary>
public sealed class EstimateSentMailing : IMailing
{
    private const string Extended = "estimate.extended";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var portal = await db.Workspaces.Select(w => w.Portal.IsOn).SingleAsync(cancellationToken);
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var customer = new Id<Customer>(line.Customer ?? Guid.Empty);
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == customer && c.RemovedAt == null)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        var kind = task.Kind == Extended ? "estimate-extended" : "estimate-sent";
        return portal ? [.. contacts.Where(c => c.Rights.MayDecide()).Select(c => new Addressee(kind, c.Name, c.Email, line.Subject))] : [];
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
        var isCurrent =
            estimate.State == EstimateState.Sent && estimate.SentVersion?.ToString(CultureInfo.InvariantCulture) == line.Detail("version");
        if (
            !isCurrent
            || !head.Company.Portal.IsOn
            || await estimate.ContactAsync(db, delivery, cancellationToken) is not { } contact
            || !contact.Rights.MayDecide()
        )
        {
            return null; // Answered, withdrawn or replaced before the mail could leave.
        }

        var version = await db
            .EstimateVersions.AsNoTracking()
            .SingleAsync(v => v.EstimateId == estimate.Id && v.Number == estimate.SentVersion, cancellationToken);
        if (version.ExpiresAt is not { } expires || expires <= db.Now)
        {
            return null;
        }

        var link = await MailedLink.OfMailAsync(db, delivery, contact, estimate.PortalPath(head.Company.Slug), head, cancellationToken);
        return link is null
            ? null
            : new EstimateSentLetter(
                head,
                contact.Name,
                estimate.Number,
                version.Content.Title,
                task.Kind == Extended ? SentAs.Extended
                    : version.Number > 1 ? SentAs.NewVersion
                    : SentAs.First,
                version.Content.TotalsWithoutOptions.Total,
                version.Content.TotalsWithoutOptions.Deposit,
                [.. version.Content.Packages.Select(p => (p, version.Content.Totals(EstimateContent.NoTicks, p).Total))],
                version.Content.Lines.Any(l => l.IsOptional),
                expires,
                link,
                estimate.JobId.Value
            );
    }
}

/// <summary>Why an estimate comes to a customer.</summary>
public enum SentAs
{
    First,

    /// <summary>An earlier version was sent before.</summary>
    NewVersion,

    /// <summary>The same, until a later day.</summary>
    Extended,
}

/// <summary>"Your estimate is ready."</summary>
/// <param name="Total">Without options.</param>
/// <param name="Packages">Of which one is chosen, each without options; none: there is nothing to choose between.</param>
/// <param name="ExpiresAt">UTC, exclusive.</param>
public sealed record EstimateSentLetter(
    Letterhead Head,
    string ContactName,
    string Number,
    string Title,
    SentAs As,
    Money Total,
    Money Deposit,
    IReadOnlyList<(string Name, Money Total)> Packages,
    bool HasOptions,
    DateTimeOffset ExpiresAt,
    MailedLink Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values =>
        new Dictionary<string, string>
        {
            ["estimate.number"] = Number,
            ["job.title"] = Title,
            ["estimate.total"] = Head.Words.Money(Total),
            ["estimate.approve_by"] = ApproveBy,
        };
    public string Quote => "";
    public string Act => Texts.SeeTheEstimate;
    public string LinkSaid => Texts.ThereYouApprove(LinkUntil);
    public bool MayBeWorded => As != SentAs.NewVersion;
    MailedLink? ICustomerLetter.Link => Link;

    public EstimateTexts Texts => new(Head.Words.Culture);
    public string Subject =>
        As switch
        {
            SentAs.NewVersion => Texts.NewVersionOf(Number, Title),
            SentAs.Extended => Texts.IsOpenUntil(Number, ApproveBy, Title),
            _ => Texts.EstimateFor(Number, Title),
        };

    public string Heading =>
        As switch
        {
            SentAs.NewVersion => Texts.ANewVersionOfYour(Number),
            SentAs.Extended => Texts.MoreTimeFor(Number),
            _ => Texts.IsReady(Number),
        };
    public string Preview =>
        Packages.Count == 0
            ? Texts.RowApproveBy(Head.Words.Money(Total), ApproveBy)
            : Texts.FromApproveBy(Head.Words.Money(Packages.Min(p => p.Total)), ApproveBy);
    public Type Component => typeof(EstimateSentEmail);
    public string ApproveBy => Head.Words.Expiry(ExpiresAt, Head.Now);
    public string LinkUntil => Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now);

    public string Opening =>
        As switch
        {
            SentAs.NewVersion => Texts.HasChanged(Head.Name, Title),
            SentAs.Extended => Texts.HasExtended(Head.Name, Title),
            _ => Texts.HasPrepared(Head.Name, Title),
        };

    public IReadOnlyList<EmailFact> Facts =>
        [
            .. Packages.Count == 0
                ? [new EmailFact(HasOptions ? Texts.TotalWithoutOptions : Texts.Total, Head.Words.Money(Total))]
                : Packages.Select(p => new EmailFact(Texts.PackageName(p.Name), Head.Words.Money(p.Total))),
            .. Packages.Count == 0 && Deposit.MinorUnits > 0
                ? [new EmailFact(Texts.MailDeposit, Head.Words.Money(Deposit))]
                : Array.Empty<EmailFact>(),
            new(Texts.MailApproveBy, ApproveBy),
        ];

    public string Text =>
        $"""
            {Texts.MailHello(ContactName)}

            {Opening}

            {EmailFact.Lines(Facts)}

            {Texts.ReadApproveDecline}
            {Link.Address}

            {Texts.ThisLinkIsYoursAfter(LinkUntil)}

            {Head.Signature}
            """;
}
