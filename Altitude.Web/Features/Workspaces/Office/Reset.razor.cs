using Altitude.Domain;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Where the mail's link leads: a new password, once.</summary>
public sealed partial class Reset
{
    private bool _isDone;
    private bool _isDead;
    private string? _refusal;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    /// <summary>From the mail.</summary>
    [SupplyParameterFromQuery]
    public string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "reset")]
    public string? Password { get; set; }

    [Inject]
    public required ResetPassword Use { get; init; }

    private string FieldClass => _refusal is null ? "field" : "field has-error";

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await Use.RequireLivingAsync(Token);
        }
        catch (RuleViolation refused)
        {
            Show(refused);
        }
    }

    private async Task ResetAsync()
    {
        try
        {
            await Use.RunAsync(Token, Password ?? "", Context.RequestAborted);
            _isDone = true;
        }
        catch (RuleViolation refused)
        {
            Show(refused);
        }
    }

    private void Show(RuleViolation refused)
    {
        Refusals.Count(refused);
        _isDead = refused.Rule == ResetPassword.DeadToken;
        _refusal = refused.Message;
        Context.Response.StatusCode = _isDead ? StatusCodes.Status410Gone : StatusCodes.Status400BadRequest;
    }
}
