using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Leads;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Portal;

/// <summary>
/// The company's request form, for anyone. It stands in frames of the company's own pages too, where a browser sends no cookies: it knows nobody and gives no rights,
/// so that it needs no antiforgery token.
/// </summary>
public sealed partial class RequestPage
{
    private const string PhotosField = "Wish.Photos";

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter]
    public required string Workspace { get; set; }

    [SupplyParameterFromForm(FormName = "request")]
    public WishForm? Wish { get; set; }

    /// <summary>Present: a request was sent.</summary>
    [SupplyParameterFromQuery]
    public string? Received { get; set; }

    [Inject]
    public required TakeRequest Take { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsCompanyClosed { get; set; }

    /// <summary>What they wrote, given back where nobody takes it.</summary>
    private IReadOnlyList<string> Written =>
        [.. new[] { Wish?.Service, Wish?.Text, Wish?.Times, Wish?.Address }.OfType<string>().Where(text => text.Length > 0)];

    private IReadOnlyList<RuleViolation> Problems { get; set; } = [];
    private PortalEntry Entry => PortalContext.Of(Context) ?? throw new InvalidOperationException("A request form was drawn without its company.");
    private WorkspaceView Company => Entry.Workspace;
    private LeadTexts Texts => new(Company.Culture);
    private string Address => $"/request/{Company.Slug}";
    private bool IsReceived => Received is not null && !HttpMethods.IsPost(Context.Request.Method);
    private string Key => Wish?.Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();

    /// <summary>Who led here, kept over a refusal; another site's page alone.</summary>
    private string From => Wish?.From ?? ReferrerOf(Context.Request.Headers.Referer.ToString());

    private IReadOnlyList<IFormFile> Sent =>
        Context.Request.HasFormContentType ? [.. Context.Request.Form.Files.GetFiles(PhotosField).Where(f => f.Length > 0)] : [];

    /// <summary>What is wrong with the photos, or that they were not kept; null: nothing.</summary>
    private string? PhotosProblem =>
        ProblemOf(LeadRules.Photo, LeadRules.Photos)?.Message ?? (Problems.Count > 0 && Sent.Count > 0 ? Texts.ChoosePhotosAgain : null);

    private string PhotosLook => PhotosProblem is null ? "field" : "field has-error";
    private string PhotosDescribed => PhotosProblem is null ? "photos-hint" : "photos-error photos-hint";

    protected override void OnInitialized()
    {
        IsCompanyClosed = Entry.Refusal == AccessRules.WorkspaceShut;
        if (IsCompanyClosed)
        {
            Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task SendAsync()
    {
        if (Wish is not { } form || IsCompanyClosed)
        {
            return;
        }

        if (!string.IsNullOrEmpty(form.Website))
        {
            Thank(); // A program filled in what no person sees.
            return;
        }

        var wanted = new LeadRequest(
            form.Name ?? "",
            form.Email ?? "",
            form.Phone ?? "",
            form.Address ?? "",
            form.Service ?? "",
            form.Text ?? "",
            form.Times ?? "",
            SourceOf(form)
        );
        Problems = wanted.Problems();
        if (Problems.Count > 0)
        {
            Context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        SentFile[] photos = [.. Sent.Select(f => new SentFile(f.FileName, f.OpenReadStream))];
        try
        {
            await Take.RunAsync(
                Company.Id,
                wanted,
                Company.Culture,
                photos,
                Context.Connection.RemoteIpAddress?.ToString() ?? "",
                RequestKey.From(form.Key, "take-request"),
                Context.RequestAborted
            );
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            Problems = [refused];
            Context.Response.StatusCode = refused.Rule == RateLimits.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status409Conflict;
            return;
        }

        Thank();
    }

    private void Thank() => Navigation.NavigateTo($"{Address}?received=yes");

    private RuleViolation? ProblemOf(params ReadOnlySpan<string> rules)
    {
        foreach (var problem in Problems)
        {
            if (rules.Contains(problem.Rule))
            {
                return problem;
            }
        }

        return null;
    }

    private string TargetOf(RuleViolation problem) =>
        Components.Here.At(
            Context,
            problem.Rule switch
            {
                LeadRules.Service => "service",
                LeadRules.Text => "more",
                LeadRules.Times => "times",
                LeadRules.Address => "where",
                LeadRules.Name => "name",
                LeadRules.Email or LeadRules.Reach => "email",
                LeadRules.Phone => "phone",
                LeadRules.Photo or LeadRules.Photos => "photos",
                _ => "request",
            }
        );

    private LeadSource SourceOf(WishForm form)
    {
        var query = Context.Request.Query;
        return LeadSource.Of(
            ReferrerOf(form.From ?? ""),
            query["utm_source"].ToString(),
            query["utm_medium"].ToString(),
            query["utm_campaign"].ToString(),
            query["utm_term"].ToString(),
            query["utm_content"].ToString()
        );
    }

    /// <summary>Scheme, host and path of a page; its query may hold what is nobody's business. Empty: none, or our own.</summary>
    private string ReferrerOf(string text) =>
        text.Length <= 2000
        && Uri.TryCreate(text, UriKind.Absolute, out var page)
        && page.Scheme is "https" or "http"
        && page.Authority != Context.Request.Host.Value
            ? page.GetLeftPart(UriPartial.Path)
            : "";

    /// <summary>The request as it was sent: texts only, whatever they hold.</summary>
    public sealed class WishForm
    {
        public string? Key { get; set; }
        public string? Name { get; set; }
        public string? Email { get; set; }
        public string? Phone { get; set; }
        public string? Address { get; set; }
        public string? Service { get; set; }
        public string? Text { get; set; }
        public string? Times { get; set; }

        /// <summary>Nobody sees it; whoever fills it in is a program.</summary>
        public string? Website { get; set; }

        /// <summary>The page that led here.</summary>
        public string? From { get; set; }
    }
}
