using Microsoft.AspNetCore.Components;

namespace Altitude.Web.StripeSandbox;

/// <summary>The test payment page.</summary>
public sealed partial class SandboxCheckoutPage
{
    [Parameter, EditorRequired]
    public required SandboxSession Session { get; set; }

    [Parameter, EditorRequired]
    public required SandboxEntry Entry { get; set; }

    /// <summary>Why nothing was paid; null: nothing was tried.</summary>
    [Parameter]
    public string? Refusal { get; set; }

    private string Amount => SandboxMoney.Shown(Session.Amount, Session.Currency);
    private bool TakesCard => Session.Types.Contains(SandboxBooks.Card);
    private bool TakesBank => Session.Types.Contains(SandboxBooks.Bank);
    private bool IsBankOpen => Entry.Method == "bank" || !TakesCard;

    private string Shown(SandboxLine line) => SandboxMoney.Shown(line.Amount, Session.Currency);
}
