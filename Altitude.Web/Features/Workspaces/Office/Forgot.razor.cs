using Altitude.Domain;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Asks for the mail that lets someone choose a new password; the answer never tells whether an address is known.</summary>
public sealed partial class Forgot
{
    private bool _isAsked;
    private string? _refusal;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [SupplyParameterFromForm(FormName = "forgot")]
    public string? Email { get; set; }

    [Inject]
    public required AskForPasswordReset Use { get; init; }

    private async Task AskAsync()
    {
        try
        {
            await Use.RunAsync(Email ?? "", Context.Connection.RemoteIpAddress?.ToString() ?? "", Context.RequestAborted);
            _isAsked = true;
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
            Context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        }
    }
}
