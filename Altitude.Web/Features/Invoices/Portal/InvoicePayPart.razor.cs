using Altitude.Domain;
using Altitude.Domain.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Portal;

/// <summary>The field for a part of what is due, as it stands in its own form: Enter pays the part, and nothing else.</summary>
public sealed partial class InvoicePayPart
{
    [Parameter, EditorRequired]
    public required InvoicePayView View { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What was typed as an amount.</summary>
    [Parameter]
    public string? Typed { get; set; }

    /// <summary>What was chosen before; null: nothing.</summary>
    [Parameter]
    public PayChoice? Chosen { get; set; }

    /// <summary>Null: nothing was refused.</summary>
    [Parameter]
    public RuleViolation? Refused { get; set; }

    private PayTexts Texts => new(Company.Culture);
    private string PartId => PartIdOf(Number);
    private bool IsRefused => Refused?.Rule == PaymentRules.Part;
    private Money Least => View.LeastPart < View.Balance ? View.LeastPart : View.Balance;

    /// <summary>Where a refusal of the amount leads.</summary>
    public static string PartIdOf(string number) => $"part-{number}";
}
