using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Portal;

/// <summary>One field of the request form, with its hint and what is wrong with it.</summary>
public sealed partial class RequestField
{
    [Parameter, EditorRequired]
    public required LeadTexts Texts { get; set; }

    [Parameter, EditorRequired]
    public required string Id { get; set; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>As it was typed.</summary>
    [Parameter, EditorRequired]
    public string? Value { get; set; }

    [Parameter, EditorRequired]
    public int Longest { get; set; }

    [Parameter]
    public string Hint { get; set; } = "";

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>What the browser may fill in: a token of the HTML standard.</summary>
    [Parameter]
    public string Fills { get; set; } = "off";

    [Parameter]
    public bool IsOptional { get; set; }

    /// <summary>0: a single line.</summary>
    [Parameter]
    public int Rows { get; set; }

    /// <summary>Null: nothing is wrong.</summary>
    [Parameter]
    public RuleViolation? Problem { get; set; }

    private string HintId => $"{Id}-hint";
    private string ErrorId => $"{Id}-error";
    private string Look => Problem is null ? "field" : "field has-error";
    private string? Invalid => Problem is null ? null : "true";
    private string? Described => string.Join(' ', Describing()) is { Length: > 0 } ids ? ids : null;

    private IEnumerable<string> Describing()
    {
        if (Problem is not null)
        {
            yield return ErrorId;
        }

        if (Hint.Length > 0)
        {
            yield return HintId;
        }
    }
}
