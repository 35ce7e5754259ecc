using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Home.Office;

/// <summary>The first steps with what is done of them; only shows.</summary>
public sealed partial class FirstStepsPanel
{
    [Parameter, EditorRequired]
    public required FirstSteps View { get; set; }

    /// <summary>What stands at the panel's end.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string Title => View.Next is null ? "Your first estimate is on its way" : "Your way to the first estimate";
    private string Progress => $"{View.Done} of {View.Steps.Count}";

    private bool IsNext(FirstStep step) => step == View.Next;

    private string LookOf(FirstStep step) =>
        step.IsDone ? "done"
        : IsNext(step) ? "next"
        : "";

    private string? CurrentOf(FirstStep step) => IsNext(step) ? "step" : null;

    private string ButtonOf(FirstStep step) => IsNext(step) ? "button small" : "button quiet small";

    private string NumberOf(FirstStep step) => (View.Steps.ToList().IndexOf(step) + 1).ToString(CultureInfo.InvariantCulture);
}
