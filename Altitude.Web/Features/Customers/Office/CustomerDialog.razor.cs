using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>Asks for a new customer; stays open with what was typed when it is refused.</summary>
public sealed partial class CustomerDialog
{
    private string _name = "";
    private string _address = "";
    private string _contactName = "";
    private string _contactEmail = "";
    private string _contactPhone = "";
    private bool _isSaving;
    private RuleViolation? _refused;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Func<NewCustomer, Task<Id<Customer>>> Save { get; set; }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused) = (true, null);
        try
        {
            Dialog.Close(DialogResult.Ok(await Save(new NewCustomer(_name, _address, _contactName, _contactEmail, _contactPhone))));
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;
}
