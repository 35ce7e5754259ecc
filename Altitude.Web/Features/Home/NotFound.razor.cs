using System.Globalization;
using System.Text.RegularExpressions;
using Altitude.Web.Features.PortalAccess;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace Altitude.Web.Features.Home;

/// <summary>Says that an address shows nothing, in the look of the company whose portal it would be in; other refusals without a page of their own say so here, too.</summary>
public sealed partial class NotFound
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    private HomeTexts Texts => new(Components.Texts.CultureOf(Context));
    private PortalEntry? Portal => PortalContext.Of(Context);

    /// <summary>Where whoever came here gets on: the portal or office that the address lies in, else the front page.</summary>
    private (string Path, string Name) Onwards =>
        Portal is not null ? ($"/portal/{Portal.Workspace.Slug}", Texts.GoToYourPortal)
        : Asked.StartsWithSegments("/office") ? ("/office", Texts.GoToTheOffice)
        : CompanyOf().Match(Asked.Value ?? "") is { Success: true } company ? (company.Groups["home"].Value, Texts.GoToYourPortal)
        : ("/", Texts.GoToTheFrontPage);

    /// <summary>What was asked for, before this page took its place.</summary>
    private PathString Asked => Context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? Context.Request.Path;

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

    /// <summary>An address below a company's portal; the portal's own would only lead here again.</summary>
    [GeneratedRegex("^(?<home>/portal/[a-z0-9-]{1,40})/.")]
    private static partial Regex CompanyOf();
}
