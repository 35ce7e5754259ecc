using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;

namespace Altitude.Web.Email;

/// <summary>What a mail says, before it is drawn: a subject, a text written for reading as text, and the component that draws it as HTML.</summary>
public interface ILetter
{
    Letterhead Head { get; }
    string Subject { get; }

    /// <summary>The line that a list of mails shows beside the subject.</summary>
    string Preview { get; }
    string Text { get; }

    /// <summary>A component with one parameter, Letter.</summary>
    Type Component { get; }

    /// <summary>The job whose pages show the mail's state; null: none.</summary>
    Guid? Job { get; }
}

/// <summary>The company that a mail comes from, and how it writes money and time.</summary>
/// <param name="Now">UTC; when the mail is written.</param>
public sealed record Letterhead(WorkspaceView Company, Words Words, PublicAddress Site, DateTimeOffset Now)
{
    public static Letterhead Of(WorkspaceView company, PublicAddress site, DateTimeOffset now) =>
        new(company, new Words(company.Culture, company.Zone), site, now);

    public string Name => Company.Name;
    public string Phone => Company.Company.Phone;
    public BrandColor Bar => Company.Brand.Primary;
    public BrandColor OnBar => Company.Brand.Primary.ReadableText;

    /// <summary>Whether it is only shown in the settings: its pictures come from where the page does.</summary>
    public bool IsPreview { get; init; }

    /// <summary>Stands at the head of the mail; null: the company's name does.</summary>
    public BrandImage? Logo => Company.Brand.NamesMails ? null : Company.Brand.Images.Logo;

    /// <summary>Where a reader of mail fetches the logo, without signing in; ask only where there is one.</summary>
    public string LogoAddress =>
        Logo is not { } logo ? ""
        : IsPreview ? BrandPictureAddress.Of(Company, logo)
        : Site.To(BrandPictureAddress.Of(Company, logo));

    public bool IsPlain => Company.Brand.MailHeader == MailHeader.Plain;

    /// <summary>Pixels.</summary>
    public int Radius => BrandTokens.Radius(Company.Brand.Corners);

    /// <summary>What the company writes below every mail; empty: nothing.</summary>
    public string Footer => Company.Brand.MailFooter;

    public string Language => Company.Culture.Name;

    /// <summary>"tel:+13035550100"; empty: the company has no phone.</summary>
    public string PhoneLink => Phone.Length == 0 ? "" : "tel:" + string.Concat(Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>The end of every text mail.</summary>
    public string Signature => string.Join('\n', new[] { "--", Footer, Name, Phone, Company.Company.Address }.Where(line => line.Length > 0));

    public string Office(string path) => Site.To("/office" + path);
}

/// <summary>One line of figures or evidence in a mail.</summary>
public sealed record EmailFact(string Label, string Value)
{
    public static string Lines(IEnumerable<EmailFact> facts) => string.Join('\n', facts.Select(f => $"{f.Label}: {f.Value}"));
}
