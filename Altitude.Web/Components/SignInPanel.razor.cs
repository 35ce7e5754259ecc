using Altitude.Data;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>Asks for a fresh link; or says that the portal is closed. Its form always goes to the sign-in page.</summary>
public sealed partial class SignInPanel
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>Why nobody is in; null: nobody asked.</summary>
    [Parameter, EditorRequired]
    public required string? Refusal { get; set; }

    /// <summary>As it was typed.</summary>
    [Parameter, EditorRequired]
    public required string Email { get; set; }

    /// <summary>What is wrong with it; null: nothing.</summary>
    [Parameter]
    public string? Problem { get; set; }

    [Parameter]
    public bool WasSent { get; set; }

    /// <summary>Why the person stands here, as a sentence; empty: they know.</summary>
    [Parameter]
    public string Reason { get; set; } = "";

    /// <summary>What they wrote into a form that was not accepted.</summary>
    [Parameter]
    public IReadOnlyList<string> Kept { get; set; } = [];

    private bool IsPortalOff => Refusal is AccessRules.PortalOff or AccessRules.WorkspaceShut;
    private CommonTexts Texts => new(Company.Culture);
    private string SignInAddress => $"/portal/{Company.Slug}/sign-in";
    private string FieldLook => Problem is null ? "field" : "field has-error";
    private string Described => Problem is null ? "email-hint" : "email-error email-hint";
    private string? Invalid => Problem is null ? null : "true";
}
