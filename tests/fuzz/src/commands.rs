//! Arguments of commands, as a script in the page may send them.

use std::cell::RefCell;

use keyrack_core::accounts::destination;
use keyrack_core::error::Operation;
use keyrack_core::model::{AccountId, KeyRef};
use keyrack_core::profile::Profile;
use keyrack_core::view::*;
use keyrack_core::{Error, Kind, Result, Secret, command_table, services};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::world::{CANARY, CREDENTIAL, Ids, World};
use crate::{Random, wait};

macro_rules! calls {
    ($( $(#[doc = $doc:literal])* $name:ident ( $( $arg:ident : $ty:ty ),* ) -> $ret:ty; )*) => {
        /// A command with its arguments.
        enum Called { $( $name { $( $arg: $ty ),* } ),* }

        /// Reads a call as Tauri does: an argument that cannot be read ends it.
        fn read(name: &str, arguments: &Value) -> Option<Called> {
            match name {
                $( stringify!($name) => Some(Called::$name {
                    $( $arg: argument(arguments, stringify!($arg))? ),*
                }), )*
                _ => None,
            }
        }

        /// The names of all commands.
        pub const NAMES: &[&str] = &[$( stringify!($name) ),*];
    };
}
command_table!(calls);

fn argument<T: serde::de::DeserializeOwned>(arguments: &Value, name: &str) -> Option<T> {
    serde_json::from_value(arguments.get(name).cloned().unwrap_or_default()).ok()
}

/// A call of every command that can be read, and that the fuzzer and the tests begin with.
pub const CALLS: &str = include_str!("calls.json");

/// After how many calls the profile is made anew, so that what one call did is not all that is left.
const RENEWED: u32 = 300;

thread_local! {
    static WORLD: RefCell<Option<(World, u32)>> = const { RefCell::new(None) };
}

/// Bytes are the name of a command, a space and its arguments as JSON, where `$ACCOUNT`, `$KEY`, `$TWIN`
/// and `$ORGANIZATION` stand for the ids of what there is, and `$IDENTITY` for what `$KEY` is shown as.
/// Nothing panics, and no answer holds a secret.
pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (name, arguments) = text.split_once(' ').unwrap_or((&text, "{}"));
    WORLD.with_borrow_mut(|place| {
        place.take_if(|(_, calls)| *calls >= RENEWED);
        let (world, calls) = place.get_or_insert_with(|| (World::new(), 0));
        *calls += 1;
        let World { profile, ids, .. } = &*world;
        let arguments = arguments
            .replace("$ACCOUNT", &ids.account)
            .replace("$KEY", &ids.keys[0].0)
            .replace("$IDENTITY", &ids.keys[0].1)
            .replace("$TWIN", &ids.keys[ids.keys.len() - 1].0)
            .replace("$ORGANIZATION", &ids.organizations[0]);
        let Ok(arguments) = serde_json::from_str::<Value>(&arguments) else {
            return;
        };
        call(profile, name, &arguments);
        world.tire();
        // What was sent is known there from now on, and not a secret any more.
        if arguments.to_string().contains(CANARY) {
            *place = None;
        }
    });
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The name or an argument was not what the table says.
    NotRead,
    /// The use case said no.
    Refused,
    /// It was carried out.
    Done,
}

fn call(profile: &Profile, name: &str, arguments: &Value) -> Outcome {
    let Some(called) = read(name, arguments) else {
        return Outcome::NotRead;
    };
    let answer = wait(carry_out(profile, called));
    if profile.is_locked() {
        wait(profile.unlock()).ok();
    }
    let (outcome, told) = match answer {
        Ok(told) => (Outcome::Done, told.to_string()),
        Err(error) => {
            let view = ErrorView::from(error);
            let told = serde_json::to_string(&view).expect("the window is told");
            (Outcome::Refused, told)
        }
    };
    // What the page itself sent may come back.
    let sent = arguments.to_string();
    assert!(
        !told.contains(CANARY) || sent.contains(CANARY),
        "{name}: {told}"
    );
    outcome
}

/// Calls a command so often with arguments that are spoiled anew each time; returns how often each
/// outcome came.
pub fn storm(seed: u64, times: u32) -> std::collections::BTreeMap<Outcome, u32> {
    let mut random = Random::new(seed);
    let calls: serde_json::Map<String, Value> = serde_json::from_str(CALLS).expect("JSON");
    let calls: Vec<(String, Vec<Value>)> = calls
        .into_iter()
        .map(|(name, calls)| (name, serde_json::from_value(calls).expect("a list")))
        .collect();
    let mut seen = std::collections::BTreeMap::new();
    let mut world = World::new();
    for n in 0..times {
        if n % RENEWED == RENEWED - 1 {
            world = World::new();
        }
        let World { profile, ids, .. } = &world;
        let (name, valid) = random.one(&calls);
        let mut arguments = random.one(valid).clone();
        let key = random.one(&ids.keys);
        name_ids(&mut arguments, ids, key, &mut random);
        if random.below(4) > 0 {
            spoil(&mut arguments, &mut random);
        }
        let outcome = call(profile, name, &arguments);
        *seen.entry(outcome).or_default() += 1;
        world.tire();
    }
    seen
}

/// Puts ids where their names stand, and those of `key` where one key is meant.
fn name_ids(value: &mut Value, ids: &Ids, key: &(String, String), random: &mut Random) {
    match value {
        Value::String(text) => match text.as_str() {
            "$ACCOUNT" => text.clone_from(&ids.account),
            "$KEY" => text.clone_from(&key.0),
            "$IDENTITY" => text.clone_from(&key.1),
            "$TWIN" => text.clone_from(&random.one(&ids.keys).0),
            "$ORGANIZATION" => text.clone_from(random.one(&ids.organizations)),
            _ => {}
        },
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| name_ids(value, ids, key, random)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| name_ids(value, ids, key, random)),
        _ => {}
    }
}

/// Replaces one value somewhere by one that is not expected there.
fn spoil(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(fields) if !fields.is_empty() && random.below(5) > 0 => {
            let at = random.below(fields.len());
            if random.below(12) == 0 {
                let name = fields.keys().nth(at).cloned().unwrap_or_default();
                fields.remove(&name);
            } else if let Some(value) = fields.values_mut().nth(at) {
                spoil(value, random);
            }
        }
        Value::Array(values) if !values.is_empty() && random.below(3) > 0 => {
            let at = random.below(values.len());
            spoil(&mut values[at], random);
        }
        value => *value = odd(random),
    }
}

fn odd(random: &mut Random) -> Value {
    let number = random.number();
    match random.below(16) {
        0 => Value::Null,
        1 => number.is_multiple_of(2).into(),
        2 => number.into(),
        3 => (number as i64).into(),
        4 => (-1).into(),
        5 => f64::MAX.into(),
        6 => "".into(),
        7 => "\u{202E}\u{0}\n<script>".into(),
        8 => "x".repeat(random.below(20_000)).into(),
        9 => format!("{}/{}", uuid(number), number).into(),
        10 => "../../..".into(),
        11 => Value::Array(vec![Value::Null; random.below(50)]),
        12 => serde_json::json!({"scope": "everything", "of": {"__proto__": number}}),
        13 => (0..random.below(40)).fold(Value::Null, |inner, _| vec![inner].into()),
        14 => "e\u{301}".repeat(random.below(500)).into(),
        _ => uuid(number).into(),
    }
}

fn uuid(number: u64) -> String {
    format!(
        "{:08x}-0000-4000-8000-{:012x}",
        number >> 32,
        number & 0xffff_ffff_ffff
    )
}

fn account(text: &str) -> Result<AccountId> {
    AccountId::parse(text).ok_or_else(|| Error::new(Kind::NoSuchAccount))
}

fn key(text: &str) -> Result<KeyRef> {
    KeyRef::parse(text).ok_or_else(|| Error::new(Kind::NoSuchKey))
}

fn credential() -> Secret {
    Secret::new(CREDENTIAL.to_owned())
}

fn told(answer: impl serde::Serialize) -> Result<Value> {
    Ok(serde_json::to_value(answer).expect("the window is told"))
}

/// Does what the shell does, without gestures and dialogs: they keep a call from getting this far.
async fn carry_out(profile: &Profile, called: Called) -> Result<Value> {
    if profile.is_locked() {
        profile.unlock().await?;
    }
    match called {
        Called::frame { organization } => told(profile.frame(
            organization.as_deref(),
            false,
            Default::default(),
            Vec::new(),
        )),
        Called::rows { query } => told(profile.rows(&query)?),
        Called::key { key: at } => told(profile.key(&key(&at)?)?),
        Called::refresh { account: at } => told(
            profile
                .refresh(at.as_deref().map(account).transpose()?)
                .await?,
        ),
        Called::connect { request } => {
            destination(&request, &credential())?;
            told(profile.connect(&request, credential()).await?)
        }
        Called::disconnect { account: at } => told(profile.disconnect(account(&at)?).await?),
        Called::create_form { account: at } => told(profile.create_form(account(&at)?)?),
        Called::create { request } => told(profile.create(&request).await?),
        Called::rotate { key: at, identity } => told(profile.rotate(&key(&at)?, &identity).await?),
        Called::copy_once { handle } => told(profile.copy_once(&handle, 30).await?),
        Called::save_to_keychain { handle, name } => {
            told(profile.save_to_keychain(&handle, name.as_deref()).await?)
        }
        Called::give_to_command { handle } => told(profile.created(&handle)?),
        Called::discard { handle } => told(profile.discard(&handle).await?),
        Called::revoke { key: at, identity } => told(profile.revoke(&key(&at)?, &identity).await?),
        Called::revoke_orphan {
            orphan,
            key: at,
            identity,
        } => told(
            profile
                .revoke_orphan(&orphan, &key(&at)?, &identity)
                .await?,
        ),
        Called::dismiss_orphan { orphan } => told(profile.dismiss_orphan(&orphan)?),
        Called::record_form {
            account: at,
            key: of,
        } => {
            let of = of.as_deref().map(key).transpose()?;
            told(profile.record_form(account(&at)?, of.as_ref())?)
        }
        Called::record { request } => told(profile.record(&request, credential()).await?),
        Called::edit_record { key: at, details } => {
            told(profile.edit_record(&key(&at)?, &details)?)
        }
        Called::forget_record { key: at } => told(profile.forget_record(&key(&at)?).await?),
        Called::verify { key: at, source } => {
            let given = (source == SecretSource::Clipboard).then(credential);
            told(profile.verify(&key(&at)?, given).await?)
        }
        Called::revoked_there { key: at, source } => {
            let given = source.map(|_| credential());
            told(profile.revoked_there(&key(&at)?, given).await?)
        }
        Called::open_site { service, operation } => told(site(&service, operation)?),
        Called::sight { key: at } => told(profile.sight(&key(&at)?).await?),
        Called::set_preferences { preferences } => {
            let bounded = preferences.bounded();
            profile.keep_lists(!bounded.keep_nothing)?;
            told(bounded)
        }
        Called::practice { on } => told(on),
        Called::incident_log { offset, limit } => told(profile.incident_log(offset, limit)?),
        Called::verify_incident_log {} => told(profile.verify_incident_log().await?),
        Called::save_log {} => told(()),
        Called::save_incident_log { format } => {
            profile.export_incident_log(format).await?;
            told(())
        }
        Called::identify { source } => {
            let text = format!("{source:?} {CREDENTIAL}").into_bytes();
            told(profile.identify(Zeroizing::new(text)).await?)
        }
        Called::identify_done {} => {
            profile.identify_done();
            told(())
        }
        Called::plan_sweep { scope } => told(profile.plan_sweep(&scope)?),
        Called::start_sweep { plan, typed } => told(profile.start_sweep(&plan, &typed)?),
        Called::sweep {} => told(profile.sweep()),
        Called::resume_sweep {} => told(profile.resume_sweep().await?),
        Called::stop_sweep {} => told(profile.stop_sweep().await?),
        Called::stop_waiting_for_keychain {} => {
            profile.stop_waiting_for_keychain();
            told(())
        }
        Called::rotations {} => told(profile.rotations()?),
        Called::begin_rotation { key: at, identity } => {
            told(profile.begin_rotation(&key(&at)?, &identity).await?)
        }
        Called::confirm_deployed { rotation } => told(profile.confirm_deployed(&rotation)?),
        Called::finish_rotation { rotation } => told(profile.finish_rotation(&rotation).await?),
        Called::abandon_rotation { rotation } => told(profile.abandon_rotation(&rotation).await?),
        Called::overview { organization } => told(profile.overview(organization.as_deref())?),
        Called::remember { organization, view } => {
            told(profile.remember(organization.as_deref(), &view)?)
        }
        Called::link_organizations { a, b } => told(profile.link_organizations(&a, &b)?),
        Called::unlink_organization { organization } => {
            told(profile.unlink_organization(&organization)?)
        }
        Called::save_calendar { organization } => {
            profile.calendar(organization.as_deref())?;
            told(())
        }
        Called::lock {} => {
            profile.lock().await;
            told(())
        }
        Called::unlock {} => told(profile.unlock().await?),
        Called::wipe_now {} | Called::play_incident {} => told(()),
    }
}

/// The address that is opened for the page, which names none.
fn site(service: &str, operation: Operation) -> Result<&'static str> {
    let adapter = services::adapter(service).ok_or(Kind::OtherService)?;
    let guide = adapter.descriptor().guide(operation);
    Ok(guide
        .and_then(|guide| guide.site)
        .ok_or(Kind::Unsupported)?)
}
