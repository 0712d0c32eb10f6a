//! What is checked, wherever its code runs.

use connector_api::ConnectorInfo;
use connector_loader::Plugin;

/// A loaded connector library.
pub trait Library {
    /// What the connector says about itself.
    fn info(&self) -> &ConnectorInfo;

    /// Makes an instance from a config document.
    ///
    /// # Errors
    /// Why there is none.
    fn create(&self, config: &[u8]) -> Result<Box<dyn Instance>, String>;

    /// Whether several threads can be inside of one instance at the same time.
    fn runs_on_threads(&self) -> bool {
        true
    }
}

/// A connector with a config.
pub trait Instance: Send + Sync {
    /// Takes a call document, gives a step document.
    ///
    /// # Errors
    /// Why there is no answer.
    fn start(&self, call: &[u8]) -> Result<Vec<u8>, String>;

    /// Takes the call again, a response document and the state of the last exchange.
    ///
    /// # Errors
    /// Why there is no answer.
    fn resume(&self, call: &[u8], response: &[u8], state: Option<&str>) -> Result<Vec<u8>, String>;
}

/// In this process: what a test of the connector itself wants.
impl Library for Plugin {
    fn info(&self) -> &ConnectorInfo {
        self.info()
    }

    fn create(&self, config: &[u8]) -> Result<Box<dyn Instance>, String> {
        match self.create(config) {
            Ok(instance) => Ok(Box::new(instance)),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Instance for connector_loader::Instance {
    fn start(&self, call: &[u8]) -> Result<Vec<u8>, String> {
        Ok(self.start(call).to_vec())
    }

    fn resume(&self, call: &[u8], response: &[u8], state: Option<&str>) -> Result<Vec<u8>, String> {
        Ok(self.resume(call, response, state).to_vec())
    }
}
