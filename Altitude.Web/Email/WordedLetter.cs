using Altitude.Data;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Email;

/// <summary>A mail to a customer whose words a company may write itself; its figures, its link and its evidence stay the program's.</summary>
public interface ICustomerLetter : ILetter
{
    string ContactName { get; }

    /// <summary>Values of the variables that only this mail has; those of the company and the customer come by themselves.</summary>
    IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Stands as a quote: somebody's own words. Empty: none.</summary>
    string Quote { get; }
    IReadOnlyList<EmailFact> Facts { get; }

    /// <summary>What the button says.</summary>
    string Act { get; }

    /// <summary>Null: the portal is off, or the mail leads nowhere.</summary>
    MailedLink? Link { get; }

    /// <summary>For whom the link is, and until when; empty without one.</summary>
    string LinkSaid { get; }

    /// <summary>What must stand in this mail whoever words it, such as a fingerprint; empty: nothing.</summary>
    string Proof => "";

    /// <summary>Else it says something particular, which no general words of the company fit.</summary>
    bool MayBeWorded => true;
}

/// <summary>The same mail in the company's own words.</summary>
public sealed record WordedLetter(ICustomerLetter Inner, MailWords Words) : ILetter
{
    public Letterhead Head => Inner.Head;
    public string Subject => Words.Subject;
    public string Preview => Words.Paragraphs is [var first, ..] ? first : "";
    public Type Component => typeof(WordedEmail);
    public Guid? Job => Inner.Job;

    public string Text
    {
        get
        {
            List<string> parts = [Words.Text];
            if (Inner.Quote.Length > 0)
            {
                parts.Add("> " + Inner.Quote.ReplaceLineEndings("\n> "));
            }

            if (Inner.Facts.Count > 0)
            {
                parts.Add(EmailFact.Lines(Inner.Facts));
            }

            if (Inner.Link is { } link)
            {
                parts.Add($"{Inner.Act}:\n{link.Address}");
                parts.Add(Inner.LinkSaid);
            }

            if (Inner.Proof.Length > 0)
            {
                parts.Add(Inner.Proof);
            }

            parts.Add(Head.Signature);
            return string.Join("\n\n", parts);
        }
    }

    /// <summary>Every variable of a mail with its value.</summary>
    public static IReadOnlyDictionary<string, string> ValuesOf(ICustomerLetter letter)
    {
        var company = letter.Head.Company;
        Dictionary<string, string> values = new(letter.Values, StringComparer.Ordinal)
        {
            ["customer.name"] = letter.ContactName,
            ["customer.first_name"] = letter.ContactName.Split(' ', 2)[0],
            ["company.name"] = company.Name,
            ["company.phone"] = company.Company.Phone,
            ["company.email"] = company.Company.Email,
        };
        return values;
    }

    /// <summary>In the company's own words where it has some for this mail; else as it is.</summary>
    public static async Task<ILetter> OfAsync(WorkspaceDb db, string kind, ILetter letter, CancellationToken cancellationToken)
    {
        if (
            letter is not ICustomerLetter { MayBeWorded: true } own
            || CustomerMails.Find(kind) is null
            || await db.MailWordings.AsNoTracking().SingleOrDefaultAsync(w => w.Mail == kind, cancellationToken) is not { } wording
        )
        {
            return letter;
        }

        return new WordedLetter(own, new MailWords(wording.Subject, wording.Text).With(ValuesOf(own)));
    }
}
