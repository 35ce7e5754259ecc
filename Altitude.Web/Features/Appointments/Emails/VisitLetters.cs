using Altitude.Domain.Appointments;
using Altitude.Web.Components;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;

namespace Altitude.Web.Features.Appointments.Emails;

/// <summary>A mail about a visit, for its customer.</summary>
/// <param name="Intro">What happened, in a sentence.</param>
/// <param name="Words">The company's words; empty: none.</param>
/// <param name="Further">So many further visits of its series changed with it.</param>
/// <param name="Link">Null: the portal is switched off.</param>
public sealed record VisitLetter(
    Letterhead Head,
    string Subject,
    string ContactName,
    string Intro,
    string Words,
    IReadOnlyList<EmailFact> Facts,
    int Further,
    MailedLink? Link,
    Guid? Job
) : ICustomerLetter
{
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    public string Quote => Words;
    public string Act => Texts.SeeTheAppointment;
    public string Proof => FurtherSaid;

    public AppointmentTexts Texts => new(Head.Words.Culture);
    public string Preview => Intro;
    public Type Component => typeof(VisitEmail);
    public string FurtherSaid => Further > 0 ? Texts.MailFurther(Further) : "";
    public string LinkSaid => Link is null ? "" : Texts.MailLinkIsYours(Head.Words.ExpiryInWords(Link.ExpiresAt, Head.Now));

    public string Text
    {
        get
        {
            List<string> parts = [Texts.MailHello(ContactName), Intro];
            if (Words.Length > 0)
            {
                parts.Add("> " + Words.ReplaceLineEndings("\n> "));
            }

            parts.Add(EmailFact.Lines(Facts));
            if (FurtherSaid.Length > 0)
            {
                parts.Add(FurtherSaid);
            }

            if (Link is not null)
            {
                parts.Add($"{Texts.SeeTheAppointment}:\n{Link.Address}");
                parts.Add(LinkSaid);
            }

            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }
}

/// <summary>"A customer answered about a visit", for the office.</summary>
/// <param name="Words">The customer's; empty: none.</param>
public sealed record VisitOfficeLetter(Letterhead Head, string Subject, string Words, IReadOnlyList<EmailFact> Facts, string Address, Guid? Job)
    : ILetter
{
    public string Preview => Words.Length > 0 ? Words : Facts[0].Value;
    public Type Component => typeof(VisitOfficeEmail);

    public string Text =>
        $"""
            {Subject}.

            {EmailFact.Lines(Facts)}
            {(Words.Length > 0 ? "\n> " + Words.ReplaceLineEndings("\n> ") + "\n" : "")}
            Open the visit:
            {Address}

            {Head.Signature}
            """;
}
