using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Where the mail's link leads: name and password, once, and the first page of the office. Looking changes nothing.</summary>
public sealed partial class Invitation
{
    private InvitationView? _view;
    private string? _refusal;
    private string _mend = "password";

    [Parameter]
    public required string Token { get; set; }

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "join")]
    public string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "join")]
    public string? Password { get; set; }

    [Inject]
    public required InvitationQuery Query { get; init; }

    [Inject]
    public required JoinTeam Use { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _view = await Query.RunAsync(Token, Context.RequestAborted) is { IsToBegin: false } found ? found : null;
        if (_view is null)
        {
            Context.Response.StatusCode = StatusCodes.Status410Gone;
        }
    }

    private async Task JoinAsync()
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
            Navigation.NavigateTo(OfficeCookie.Admit(Context, admitted, next: null));
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
