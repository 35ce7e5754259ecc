using System.Globalization;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Components;

/// <summary>What happened, newest first, as a customer reads it.</summary>
public sealed partial class Timeline
{
    [Parameter, EditorRequired]
    public required IReadOnlyList<ActivityLine> Lines { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    /// <summary>UTC; when they were read.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Now { get; set; }

    private CommonTexts Texts => new(Company.Culture);

    private string Sentence(ActivityLine line) => ActivitySentences.ForCustomer(line, Company);

    private static string Machine(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string? Tone(ActivityLine line) =>
        line.Kind switch
        {
            "estimate.approved" or "appointment.confirmed" or "appointment.time-accepted" or "appointment.done" or "invoice.payment" =>
                StateTones.Good,
            "estimate.declined" or "estimate.approval-taken-back" or "appointment.cancelled" or "appointment.no-show" or "invoice.payment-reversed" =>
                StateTones.Bad,
            "estimate.sent"
            or "estimate.extended"
            or "invoice.sent"
            or "appointment.moved"
            or "appointment.time-declined"
            or "appointment.on-my-way" => StateTones.Act,
            _ => null,
        };
}
