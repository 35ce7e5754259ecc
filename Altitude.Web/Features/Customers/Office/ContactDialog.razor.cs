using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>Asks for a contact, new or known, and what they may do; stays open with what was typed when it is refused.</summary>
public sealed partial class ContactDialog
{
    private string _name = "";
    private string _email = "";
    private string _phone = "";
    private ContactRights _rights = ContactRights.Full;
    private bool _isSaving;
    private RuleViolation? _refused;

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required Func<NewContact, Task> Save { get; set; }

    /// <summary>Null: a new contact.</summary>
    [Parameter]
    public ContactView? Of { get; set; }

    private string SaveInWords => Of is null ? "Add contact" : "Save changes";

    protected override void OnInitialized()
    {
        if (Of is { } known)
        {
            (_name, _email, _phone, _rights) = (known.Name, known.Email, known.Phone, known.Rights);
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
            await Save(new NewContact(_name, _email, _phone, _rights));
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

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;
}
