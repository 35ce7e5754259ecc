using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>The second half of a sign-in. The first half lies in this browser's cookie for some minutes, and opens nothing else.</summary>
public sealed partial class SignInStepPage
{
    private string? _refusal;
    private bool _isDead;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "second-step")]
    public string? Code { get; set; }

    /// <summary>What the browser signed.</summary>
    [SupplyParameterFromForm(FormName = "passkey")]
    public string? Passkey { get; set; }

    /// <summary>Where they wanted to go.</summary>
    [SupplyParameterFromQuery]
    public string? Next { get; set; }

    /// <summary>"yes": the phone is not at hand.</summary>
    [SupplyParameterFromQuery]
    public string? Recovery { get; set; }

    [Inject]
    public required FinishSignIn Use { get; init; }

    [Inject]
    public required PasskeyCeremonies Ceremonies { get; init; }

    [Inject]
    public required SignInWithPasskey UsePasskey { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsRecovery => Recovery == "yes";
    private string FieldClass => _refusal is null ? "field" : "field has-error";
    private string ToCode => OfficeCookie.SecondStep + (Kept is null ? "" : $"?next={Kept}");
    private string ToRecovery => $"{OfficeCookie.SecondStep}?recovery=yes{(Kept is null ? "" : $"&next={Kept}")}";
    private string Again => "/office/sign-in" + (Kept is null ? "" : $"?next={Kept}");
    private string CodeField => $"{Context.Request.Path}{Context.Request.QueryString}#code";
    private string? Kept => SignIn.IsOfOffice(Next) ? Uri.EscapeDataString(Next!) : null; // IsOfOffice: not null.
    private string? Step => Context.Request.Cookies[Cookies.OfficeStep(Context.Request)];

    protected override async Task OnInitializedAsync()
    {
        if (!HttpMethods.IsPost(Context.Request.Method) && !await Use.IsWaitingAsync(Step, Context.RequestAborted))
        {
            Navigation.NavigateTo(Again);
        }
    }

    private Task FinishAsync() =>
        ActAsync(() =>
            Use.RunAsync(
                Step,
                Code ?? "",
                Context.Connection.RemoteIpAddress?.ToString() ?? "",
                Context.Request.Headers.UserAgent.ToString(),
                Context.RequestAborted
            )
        );

    private Task FinishByPasskeyAsync() =>
        ActAsync(async () =>
        {
            var user = await Use.WhoseAsync(Step, Context.RequestAborted);
            var signed = await Ceremonies.RequireSignedAsync(Context, user, Passkey, Context.RequestAborted);
            return await UsePasskey.RunAsync(signed, Step, Context.Request.Headers.UserAgent.ToString(), Context.RequestAborted);
        });

    private async Task ActAsync(Func<Task<StaffTicket>> finish)
    {
        try
        {
            var ticket = await finish();
            OfficeCookie.ForgetStep(Context);
            OfficeCookie.Set(Context, ticket);
            Navigation.NavigateTo(SignIn.IsOfOffice(Next) ? Next! : OfficeStart.Of(ticket.Role)); // IsOfOffice: not null.
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            (_refusal, _isDead) = (refused.Message, refused.Rule == SecondStepRules.Dead);
            Context.Response.StatusCode = refused.Rule is RateLimits.TooMany or SecondStepRules.Locked
                ? StatusCodes.Status429TooManyRequests
                : StatusCodes.Status401Unauthorized;
        }
    }
}
