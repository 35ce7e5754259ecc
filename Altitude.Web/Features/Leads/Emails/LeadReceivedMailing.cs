using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads.Emails;

/// <summary>
/// Confirms a request to whoever sent it, and tells the office. The confirmation goes to an address that anybody may have typed, so that it repeats nothing of what
/// was written: nobody can send their own words to others in the company's name.
/// </summary>
public sealed class LeadReceivedMailing : IMailing
{
    private const string ToRequester = "request-received";
    private const string ToOffice = "request-received-office";

    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken)
    {
        var line = await FollowedLine.ReadAsync(db, task, cancellationToken);
        var staff = await db
            .Staff.Where(s => s.RemovedAt == null)
            .Select(s => new
            {
                s.Name,
                s.Email,
                s.Role,
            })
            .ToListAsync(cancellationToken);
        List<Addressee> all = [.. staff.Where(s => s.Role.MayPrice()).Select(s => new Addressee(ToOffice, s.Name, s.Email, line.Subject))];
        if (await LeadAsync(db, line, cancellationToken) is { Email.Length: > 0 } lead)
        {
            all.Add(new Addressee(ToRequester, lead.Name, lead.Email, line.Subject));
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
        return await LeadAsync(db, line, cancellationToken) is not { } lead ? null
            : delivery.Kind == ToRequester ? new LeadReceivedLetter(head, lead.Number, lead.ReceivedAt)
            : new LeadReceivedOfficeLetter(
                head,
                lead.Number,
                lead.Name,
                lead.Service,
                lead.Text,
                string.Join(", ", new[] { lead.Phone, lead.Email }.Where(reach => reach.Length > 0)),
                lead.Address,
                lead.PreferredTimes,
                head.Office($"/leads/{lead.Number}")
            );
    }

    private static Task<Lead?> LeadAsync(WorkspaceDb db, FollowedLine line, CancellationToken cancellationToken)
    {
        var id = new Id<Lead>(line.Subject);
        return db.Leads.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, cancellationToken);
    }
}

/// <summary>"Your request is with us."</summary>
/// <param name="ReceivedAt">UTC.</param>
public sealed record LeadReceivedLetter(Letterhead Head, string Number, DateTimeOffset ReceivedAt) : ICustomerLetter
{
    /// <summary>Nobody has shown that it is theirs: see above.</summary>
    public string ContactName => "";
    public IReadOnlyDictionary<string, string> Values => new Dictionary<string, string> { ["request.number"] = Number };
    public string Quote => "";
    public string Act => "";
    public PortalAccess.Emails.MailedLink? Link => null;
    public string LinkSaid => "";
    public string Proof => Texts.MailNotYou;

    public LeadTexts Texts => new(Head.Words.Culture);
    public string Subject => Texts.MailSubject(Head.Name, Number);
    public string Preview => Texts.MailNothingOwed;
    public Type Component => typeof(LeadReceivedEmail);
    public Guid? Job => null;
    public IReadOnlyList<EmailFact> Facts => [new(Texts.MailNumber, Number), new(Texts.MailWhen, Head.Words.Instant(ReceivedAt))];

    public string Text =>
        $"""
            {Texts.MailHello}

            {Texts.MailReceived(Head.Name, Number)}

            {EmailFact.Lines(Facts)}

            {Texts.MailNothingOwed}
            {Texts.MailNotYou}

            {Head.Signature}
            """;
}

/// <summary>"Somebody asks for work", for the office.</summary>
/// <param name="Words">What they wrote; may be empty.</param>
/// <param name="Reach">Phone, e-mail, or both.</param>
public sealed record LeadReceivedOfficeLetter(
    Letterhead Head,
    string Number,
    string Name,
    string Service,
    string Words,
    string Reach,
    string Place,
    string Times,
    string Address
) : ILetter
{
    public string Subject => $"{Name} asks for work: {Service}";
    public string Preview => Words.Length > 0 ? Words : Reach;
    public Type Component => typeof(LeadReceivedOfficeEmail);
    public Guid? Job => null;

    public IReadOnlyList<EmailFact> Facts =>
        [
            .. new EmailFact[]
            {
                new("Request", Number),
                new("From", Name),
                new("Reach them", Reach),
                new("Where", Place),
                new("When it suits", Times),
            }.Where(fact => fact.Value.Length > 0),
        ];

    public string Text =>
        $"""
            {Subject}.

            {EmailFact.Lines(Facts)}
            {(Words.Length > 0 ? "\n> " + Words.ReplaceLineEndings("\n> ") + "\n" : "")}
            Open the request:
            {Address}

            {Head.Signature}
            """;
}
