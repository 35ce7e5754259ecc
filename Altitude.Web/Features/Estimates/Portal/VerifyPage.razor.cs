using System.Globalization;
using Altitude.Domain.Estimates;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>Tells whoever has an approval's hash whether it is still what was approved.</summary>
public sealed partial class VerifyPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Hash { get; set; }

    [Inject]
    public required VerifyConsentQuery Query { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private static EstimateTexts Texts => new(Components.Texts.Usual);

    private VerifiedConsent? Found { get; set; }

    private string Recorded => Found is null ? "" : InWords(Found, Found.GivenAt);

    /// <summary>Null: nobody of the company wrote it down.</summary>
    private string? WrittenDown => Found?.RecordedAt is { } at ? InWords(Found, at) : null;

    private string How => Found is null ? "" : ConsentWording.InWords(Found.Kind);

    /// <summary>Null: it stands.</summary>
    private string? TakenBack => Found?.WithdrawnAt is { } at ? InWords(Found, at) : null;

    protected override async Task OnInitializedAsync()
    {
        Found = await Query.RunAsync(Hash, Context.RequestAborted);
        if (Found is null)
        {
            Navigation.NotFound();
        }
    }

    private static string InWords(VerifiedConsent found, DateTimeOffset at) =>
        new Words(CultureInfo.GetCultureInfo("en-US"), TimeZoneInfo.FindSystemTimeZoneById(found.ZoneId)).Instant(at);
}
