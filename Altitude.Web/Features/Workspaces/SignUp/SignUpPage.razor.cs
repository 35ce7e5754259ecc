using Altitude.Domain;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>Where a company begins, for anyone: a plain form, and a mail to whoever it names.</summary>
public sealed partial class SignUpPage
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "sign-up")]
    public WishForm? Wish { get; set; }

    /// <summary>Present: a mail is on its way.</summary>
    [SupplyParameterFromQuery]
    public string? Sent { get; set; }

    [Inject]
    public required SignUpCompany Use { get; init; }

    [Inject]
    public required SignUpOptions Options { get; init; }

    [Inject]
    public required IWebHostEnvironment Environment { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private IReadOnlyList<RuleViolation> Problems { get; set; } = [];
    private bool IsSent => Sent is not null && !HttpMethods.IsPost(Context.Request.Method);
    private string Key => Guid.TryParse(Wish?.Key, out var key) ? key.ToString() : Guid.CreateVersion7().ToString();

    protected override void OnInitialized()
    {
        if (!Options.IsOn)
        {
            Context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }

    private async Task SendAsync()
    {
        if (Wish is not { } form || !Options.IsOn)
        {
            return;
        }

        if (!string.IsNullOrEmpty(form.Website))
        {
            Thank(); // A program filled in what no person sees.
            return;
        }

        var wanted = new SignUpForm(
            form.Company ?? "",
            form.Name ?? "",
            form.Email ?? "",
            form.Phone ?? "",
            form.Country ?? "",
            form.Currency ?? "",
            form.Zone ?? "",
            form.Trade ?? ""
        );
        Problems = wanted.Problems();
        if (Problems.Count > 0)
        {
            Context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        try
        {
            await Use.RunAsync(wanted, Guid.Parse(Key), Context.Connection.RemoteIpAddress?.ToString() ?? "", Context.RequestAborted);
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

    private void Thank() => Navigation.NavigateTo("/sign-up?sent=yes");

    private RuleViolation? ProblemOf(string rule) => Problems.FirstOrDefault(p => p.Rule == rule);

    private string TargetOf(RuleViolation problem) =>
        Components.Here.At(
            Context,
            problem.Rule switch
            {
                SignUpRules.Company => "company",
                SignUpRules.Name => "name",
                SignUpRules.Email => "email",
                SignUpRules.Phone => "phone",
                SignUpRules.Country => "country",
                SignUpRules.Currency => "currency",
                SignUpRules.Zone => "zone",
                SignUpRules.Trade => "trade",
                _ => "sign-up",
            }
        );

    /// <summary>The form as it was sent: texts only, whatever they hold.</summary>
    public sealed class WishForm
    {
        public string? Key { get; set; }
        public string? Company { get; set; }
        public string? Name { get; set; }
        public string? Email { get; set; }
        public string? Phone { get; set; }
        public string? Country { get; set; }
        public string? Currency { get; set; }
        public string? Zone { get; set; }
        public string? Trade { get; set; }

        /// <summary>Nobody sees it; programs that fill in everything do.</summary>
        public string? Website { get; set; }
    }
}
