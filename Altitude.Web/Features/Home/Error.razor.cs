using Altitude.Domain;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace Altitude.Web.Features.Home;

/// <summary>Something failed, or was refused with no page to say so.</summary>
public sealed partial class Error
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    private HomeTexts Texts => new(Components.Texts.CultureOf(Context));
    private PortalEntry? Portal => PortalContext.Of(Context);

    private RuleViolation? Refused => Context.Features.Get<IExceptionHandlerFeature>()?.Error as RuleViolation;

    private string Heading => Refused is null ? Texts.WentWrong : Texts.NotDone;

    private string Explanation => Refused?.Message ?? Texts.NotYourDoing;
}
