using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>Asks for a place, new or known; stays open with what was typed when it is refused.</summary>
public sealed partial class LocationDialog
{
    private string _label = "";
    private string _address = "";
    private bool _isSaving;
    private RuleViolation? _refused;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Func<PlaceToWrite, Task> Save { get; set; }

    /// <summary>Null: a new place.</summary>
    [Parameter]
    public LocationView? Of { get; set; }

    private string SaveInWords => Of is null ? "Add place" : "Save changes";
    private string? IsWrong => _refused?.Rule == CustomerRules.Address ? "true" : null;

    protected override void OnInitialized()
    {
        if (Of is { } known)
        {
            (_label, _address) = (known.Label, known.Address);
        }
    }

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused) = (true, null);
        try
        {
            await Save(new PlaceToWrite(_label, _address));
            Dialog.Close();
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
}
