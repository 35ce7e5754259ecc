using Altitude.Web.Email;

namespace Altitude.Web.Features.Branding.Emails;

/// <summary>What a mail looks like in a brand; shown in the settings, never sent.</summary>
public sealed record BrandSampleLetter(Letterhead Head) : ILetter
{
    public string Subject => $"{Head.Name} sent you an estimate";
    public string Preview => Subject;
    public string Text => Subject;
    public Type Component => typeof(BrandSampleEmail);
    public Guid? Job => null;
}
