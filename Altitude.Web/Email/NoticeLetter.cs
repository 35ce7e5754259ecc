using Altitude.Data;
using Altitude.Web.Background;
using Altitude.Web.Features.PortalAccess.Emails;

namespace Altitude.Web.Email;

/// <summary>A mail to a customer that tells one thing: what, the facts, and the way to it.</summary>
/// <param name="Intro">What happened, in a sentence or two.</param>
/// <param name="Act">What the button says.</param>
/// <param name="Link">Null: the portal is off.</param>
public sealed record NoticeLetter(
    Letterhead Head,
    string Subject,
    string ContactName,
    string Intro,
    IReadOnlyList<EmailFact> Facts,
    string Act,
    MailedLink? Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    public string Quote => "";

    public MailTexts Texts => new(Head.Words.Culture);
    public string Preview => Intro;
    public Type Component => typeof(NoticeEmail);
    public string LinkSaid => Link is null ? "" : Texts.LinkIsYours(Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now));

    public string Text
    {
        get
        {
            List<string> parts = [Texts.Hello(ContactName), Intro];
            if (Facts.Count > 0)
            {
                parts.Add(EmailFact.Lines(Facts));
            }

            if (Link is not null)
            {
                parts.Add($"{Act}:\n{Link.Address}");
                parts.Add(LinkSaid);
            }

            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }
}

/// <summary>A mail to the office that tells one thing, with the way to it.</summary>
/// <param name="Words">The customer's; empty: none.</param>
/// <param name="Intro">What to know or do beside it; empty: nothing.</param>
/// <param name="Act">"Open the estimate".</param>
public sealed record OfficeNoticeLetter(
    Letterhead Head,
    string Subject,
    string Words,
    string Intro,
    IReadOnlyList<EmailFact> Facts,
    string Act,
    string Address,
    Guid? Job
) : ILetter
{
    public string Preview =>
        Words.Length > 0 ? Words
        : Intro.Length > 0 ? Intro
        : Facts.Count > 0 ? Facts[0].Value
        : Subject;
    public Type Component => typeof(OfficeNoticeEmail);

    public string Text
    {
        get
        {
            List<string> parts = [Subject + "."];
            if (Words.Length > 0)
            {
                parts.Add("> " + Words.ReplaceLineEndings("\n> "));
            }

            if (Intro.Length > 0)
            {
                parts.Add(Intro);
            }

            parts.Add(EmailFact.Lines(Facts));
            parts.Add($"{Act}:\n{Address}");
            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }
}

/// <summary>A mail that goes out beside another about the same line of activity.</summary>
public interface IFurtherMailing : IMailing
{
    /// <summary>The kinds that it writes; the others are the first one's.</summary>
    static abstract IReadOnlyList<string> Kinds { get; }
}

/// <summary>Two mails that follow from one line.</summary>
public sealed class BothMailings<TFirst, TFurther>(TFirst first, TFurther further) : IMailing
    where TFirst : IMailing
    where TFurther : IFurtherMailing
{
    public async Task<IReadOnlyList<Addressee>> AddresseesAsync(WorkspaceDb db, OutboxTask task, CancellationToken cancellationToken) =>
        [.. await first.AddresseesAsync(db, task, cancellationToken), .. await further.AddresseesAsync(db, task, cancellationToken)];

    public Task<ILetter?> WriteAsync(WorkspaceDb db, OutboxTask task, EmailDelivery delivery, Letterhead head, CancellationToken cancellationToken) =>
        TFurther.Kinds.Contains(delivery.Kind)
            ? further.WriteAsync(db, task, delivery, head, cancellationToken)
            : first.WriteAsync(db, task, delivery, head, cancellationToken);
}
