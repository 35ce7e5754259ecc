using Altitude.Domain;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Payments.Portal;

/// <summary>The receipt of one payment, to be read, printed or kept as a file.</summary>
public sealed partial class PortalReceiptPage
{
    [Parameter]
    public required string Number { get; set; }

    [Parameter]
    public required Guid Payment { get; set; }

    [Inject]
    public required PortalReceiptQuery Query { get; init; }

    private ReceiptTexts Texts => new(Company.Culture);

    private PortalReceipt View { get; set; } = null!; // Drawn only where it was found.

    private string Title => IsShown ? $"{Texts.Receipt} {View.Number} · {Company.Name}" : Company.Name;

    protected override async Task LoadAsync()
    {
        if (await Query.RunAsync(Reader, Number, Payment, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private IReadOnlyList<(string Name, Money Amount)> Parts => Texts.PartsOf(View.Payment);

    private string Money(Money amount) => Company.Words.Money(amount);
}
