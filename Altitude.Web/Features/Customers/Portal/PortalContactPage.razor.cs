using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Web.Components;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Customers.Portal;

/// <summary>A contact's own data.</summary>
public sealed partial class PortalContactPage
{
    [Inject]
    public required PortalContactQuery Query { get; init; }

    [Inject]
    public required CorrectOwnContact Correct { get; init; }

    [SupplyParameterFromForm(FormName = "details")]
    public DetailsForm? Details { get; set; }

    /// <summary>Present: it was just saved.</summary>
    [SupplyParameterFromQuery]
    public string? Saved { get; set; }

    private string Address => $"{Home}/contact";
    private bool IsSaved => Saved is not null && Refused is null;
    private string WantedOrOwn => View.WantedEmail.Length > 0 ? View.WantedEmail : View.Email;

    private string? Target =>
        Refused?.Rule switch
        {
            CustomerRules.ContactName => Here.At(Context, "own-name"),
            CustomerRules.Phone => Here.At(Context, "own-phone"),
            CustomerRules.Email => Here.At(Context, "own-email"),
            _ => null,
        };

    private ContactTexts Texts => new(Company.Culture);

    private PortalContact View { get; set; } = null!; // Loaded before anything is drawn.

    private string Rights =>
        View.Rights switch
        {
            ContactRights.Full => Texts.MayDoEverything,
            ContactRights.Approve => Texts.MayDecide,
            _ => Texts.MaySeeInvoices,
        };

    protected override async Task LoadAsync() => View = await Query.RunAsync(Reader, Aborted);

    private async Task SaveAsync()
    {
        var wanted = new OwnContact(Details?.Name ?? "", Details?.Phone ?? "", Details?.Email ?? "");
        if (await TryAsync(() => Correct.RunAsync(Visitor, wanted, RequestKey.From(Details?.Key, "correct-own-contact"), Aborted)))
        {
            GoOn($"{Address}?saved=yes");
        }
    }

    private string LookOf(string rule) => Refused?.Rule == rule ? "field has-error" : "field";

    private string? InvalidOf(string rule) => Refused?.Rule == rule ? "true" : null;

    /// <summary>What a contact wrote of themselves, as it was sent.</summary>
    public sealed class DetailsForm
    {
        public string? Key { get; set; }
        public string? Name { get; set; }
        public string? Phone { get; set; }
        public string? Email { get; set; }
    }
}
