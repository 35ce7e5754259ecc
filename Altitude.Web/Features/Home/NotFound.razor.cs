using System.Globalization;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home;

/// <summary>Says that an address shows nothing, in the look of the company whose portal it would be in; other refusals without a page of their own say so here, too.</summary>
public sealed partial class NotFound
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    private HomeTexts Texts => new(Components.Texts.CultureOf(Context));
    private PortalEntry? Portal => PortalContext.Of(Context);

    private int StatusCode => Context.Response.StatusCode is >= 400 and var refused ? refused : StatusCodes.Status404NotFound;
    private string Status => StatusCode.ToString(CultureInfo.InvariantCulture);

    private bool IsOnlyLookedAt => StatusCode == StatusCodes.Status403Forbidden && Portal?.Viewing is not null;

    private string Heading =>
        IsOnlyLookedAt ? ViewingWords.OnlyLook
        : StatusCode == StatusCodes.Status404NotFound ? Texts.NothingHere
        : Texts.CouldNotBeRead;

    private string Explanation =>
        IsOnlyLookedAt ? ViewingWords.OnlyThey(Portal!.Viewing!) // Just asked.
        : StatusCode == StatusCodes.Status404NotFound ? Texts.MayHaveMoved
        : Texts.SendOnceMore;
}
