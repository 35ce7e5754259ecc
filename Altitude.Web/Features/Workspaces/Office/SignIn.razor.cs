using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces.SignUp;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>The office's door.</summary>
public sealed partial class SignIn
{
    private string? _refusal;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in")]
    public string? Password { get; set; }

    /// <summary>What the browser signed.</summary>
    [SupplyParameterFromForm(FormName = "passkey")]
    public string? Passkey { get; set; }

    /// <summary>Where they wanted to go.</summary>
    [SupplyParameterFromQuery]
    public string? Next { get; set; }

    [Inject]
    public required SignInStaff Use { get; init; }

    [Inject]
    public required SignUpOptions SignUp { get; init; }

    [Inject]
    public required PasskeyCeremonies Ceremonies { get; init; }

    [Inject]
    public required SignInWithPasskey UsePasskey { get; init; }

    [Inject]
    public required StaffSessions Sessions { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        // Whoever only looks goes on; a form that was left open signs in whom it names, whoever came in by another window.
        if (!HttpMethods.IsPost(Context.Request.Method) && await OfficeDoor.FindAsync(Context, Sessions) is { } who)
        {
            Navigation.NavigateTo(
                who.IsShut ? OfficeDoor.Closed
                : who.OwesSecondStep ? OfficeDoor.SecondStepThen(Next)
                : Onwards(who.Staff.Role)
            );
        }
    }

    internal static bool IsOfOffice(string? path) =>
        path is not null
        && (path == "/office" || path.StartsWith("/office/", StringComparison.Ordinal))
        && !path.StartsWith("/office/sign-", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
        && !path.Any(char.IsControl);

    private string Onwards(StaffRole role) => IsOfOffice(Next) ? Next! : OfficeStart.Of(role); // IsOfOffice: not null.

    private async Task SignInAsync()
    {
        try
        {
            var admitted = await Use.RunAsync(
                Email ?? "",
                Password ?? "",
                Context.Connection.RemoteIpAddress?.ToString() ?? "",
                Context.Request.Headers.UserAgent.ToString(),
                Context.RequestAborted
            );
            Navigation.NavigateTo(OfficeCookie.Admit(Context, admitted, IsOfOffice(Next) ? Next : null));
        }
        catch (RuleViolation refused)
        {
            Show(refused);
        }
    }

    private async Task SignInByPasskeyAsync()
    {
        try
        {
            var signed = await Ceremonies.RequireSignedAsync(Context, user: null, Passkey, Context.RequestAborted);
            var ticket = await UsePasskey.RunAsync(signed, step: null, Context.Request.Headers.UserAgent.ToString(), Context.RequestAborted);
            OfficeCookie.Set(Context, ticket);
            Navigation.NavigateTo(Onwards(ticket.Role));
        }
        catch (RuleViolation refused)
        {
            Show(refused);
        }
    }

    private void Show(RuleViolation refused)
    {
        Refusals.Count(refused);
        _refusal = refused.Message;
        Context.Response.StatusCode = refused.Rule == RateLimits.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized;
    }
}
