using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.SignUp;

/// <summary>One field of the sign-up form, with its hint and what is wrong with it.</summary>
public sealed partial class SignUpField
{
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>As it was typed.</summary>
    [Parameter, EditorRequired]
    public string? Value { get; set; }

    [Parameter]
    public int Longest { get; set; } = 200;

    [Parameter]
    public string Hint { get; set; } = "";

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>What the browser may fill in: a token of the HTML standard.</summary>
    [Parameter]
    public string Fills { get; set; } = "off";

    [Parameter]
    public bool IsOptional { get; set; }

    /// <summary>What there is to choose among; null: it is typed.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Null: nothing is wrong.</summary>
    [Parameter]
    public RuleViolation? Problem { get; set; }

    private string HintId => $"{Id}-hint";
    private string ErrorId => $"{Id}-error";
    private string Look => Problem is null ? "field" : "field has-error";
    private string? Invalid => Problem is null ? null : "true";

    private string? Described =>
        (Problem is not null, Hint.Length > 0) switch
        {
            (true, true) => $"{ErrorId} {HintId}",
            (true, false) => ErrorId,
            (false, true) => HintId,
            _ => null,
        };
}
