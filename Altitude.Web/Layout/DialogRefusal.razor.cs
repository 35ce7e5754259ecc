using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>Says why something was refused, above the fields that keep what was typed.</summary>
public sealed partial class DialogRefusal
{
    /// <summary>Null: nothing was.</summary>
    [Parameter, EditorRequired]
    public RuleViolation? Refused { get; set; }
}
