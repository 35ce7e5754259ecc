using System.Globalization;
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

    private VerifiedConsent? Found { get; set; }

    private string Recorded =>
        Found is null ? "" : new Words(CultureInfo.GetCultureInfo("en-US"), TimeZoneInfo.FindSystemTimeZoneById(Found.ZoneId)).Instant(Found.GivenAt);

    protected override async Task OnInitializedAsync()
    {
        Found = await Query.RunAsync(Hash, Context.RequestAborted);
        if (Found is null)
        {
            Navigation.NotFound();
        }
    }
}
