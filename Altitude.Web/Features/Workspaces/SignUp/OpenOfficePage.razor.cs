using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>Where the mail to whoever signed up leads: a password, once, and the office with its first steps. Looking changes nothing.</summary>
public sealed partial class OpenOfficePage
{
    private InvitationView? _view;
    private string? _refusal;
    private string _mend = "password";

    [Parameter]
    public required string Token { get; set; }

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "open")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "open")]
    public string? Password { get; set; }

    [Inject]
    public required InvitationQuery Query { get; init; }

    [Inject]
    public required JoinTeam Use { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string PasswordHint =>
        _view?.HasSignIn == true
            ? "The one that you sign in with already, with this address."
            : $"At least {WorkspacesFeature.ShortestPassword} characters; a few words work well.";

    protected override async Task OnInitializedAsync()
    {
        _view = await Query.RunAsync(Token, Context.RequestAborted) is { IsToBegin: true } found ? found : null;
        if (_view is null)
        {
            Context.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task OpenAsync()
    {
        if (_view is null)
        {
            return;
        }

        try
        {
            var admitted = await Use.RunAsync(
                Token,
                Name ?? "",
                Password ?? "",
                Context.Connection.RemoteIpAddress?.ToString() ?? "",
                Context.Request.Headers.UserAgent.ToString(),
                Context.RequestAborted
            );
            Navigation.NavigateTo(OfficeCookie.Admit(Context, admitted, OfficeStart.Welcome));
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            (_refusal, _mend) = (refused.Message, refused.Rule == StaffRules.Name ? "name" : "password");
            if (refused.Rule == StaffRules.Invitation)
            {
                _view = null;
            }

            Context.Response.StatusCode = refused.Rule switch
            {
                StaffRules.Invitation => StatusCodes.Status410Gone,
                RateLimits.TooMany => StatusCodes.Status429TooManyRequests,
                _ => StatusCodes.Status400BadRequest,
            };
        }
    }

    private string FieldOf(string name) => _refusal is not null && _mend == name ? "field has-error" : "field";
}
